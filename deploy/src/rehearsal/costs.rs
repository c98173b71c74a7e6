//! What each kind of call cost, and what took the time.

use std::time::{Duration, Instant};

use bond_client::{Cost, Receipt};
use serde::Serialize;

/// The calls of one kind together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallCosts {
    /// What was called.
    pub call: &'static str,
    /// How often.
    pub calls: u64,
    /// Mean computation, picoseconds.
    pub mean_ref_time: u64,
    /// Largest computation, picoseconds.
    pub max_ref_time: u64,
    /// Mean proof, bytes.
    pub mean_proof_size: u64,
    /// Largest proof, bytes.
    pub max_proof_size: u64,
    /// Sum of the fees for computation, at the embedded chain's price of one unit per picosecond.
    pub fees: u128,
    /// Sum of the storage deposits, at one unit per byte and item.
    pub deposits: i128,
}

/// Costs by kind of call, in the order in which the kinds first appeared.
#[derive(Debug, Default)]
pub struct Costs {
    kinds: Vec<(&'static str, Vec<Cost>)>,
}

/// Time spent by part of the rehearsal.
#[derive(Debug, Default)]
pub struct Timings {
    parts: Vec<(&'static str, Duration)>,
}

// Queries

impl Costs {
    /// One row per kind.
    pub fn rows(&self) -> Vec<CallCosts> {
        self.kinds.iter().map(|(call, costs)| summary(call, costs)).collect()
    }
}

impl Timings {
    /// `transfers 0.8 s, payments 3.1 s`, longest first, and the sum.
    pub fn sentence(&self) -> String {
        let mut parts = self.parts.clone();
        parts.sort_by_key(|(_, spent)| std::cmp::Reverse(*spent));
        let all: Duration = parts.iter().map(|(_, spent)| *spent).sum();
        let list: Vec<String> = parts.iter().map(|(part, spent)| format!("{part} {}", seconds(*spent))).collect();
        format!("{} in all: {}", seconds(all), list.join(", "))
    }
}

// Changes

impl Costs {
    /// Adds a call.
    pub fn add(&mut self, call: &'static str, receipt: &Receipt) {
        match self.kinds.iter_mut().find(|(kind, _)| *kind == call) {
            Some((_, costs)) => costs.push(receipt.cost),
            None => self.kinds.push((call, vec![receipt.cost])),
        }
    }
}

impl Timings {
    /// Adds the time since `start` to a part.
    pub fn add(&mut self, part: &'static str, start: Instant) {
        let spent = start.elapsed();
        match self.parts.iter_mut().find(|(name, _)| *name == part) {
            Some((_, sum)) => *sum += spent,
            None => self.parts.push((part, spent)),
        }
    }
}

// Helpers

fn summary(call: &'static str, costs: &[Cost]) -> CallCosts {
    let calls = costs.len() as u64;
    let mean = |sum: u128| u64::try_from(sum / u128::from(calls.max(1))).unwrap_or(u64::MAX);
    let ref_time: u128 = costs.iter().map(|cost| u128::from(cost.ref_time)).sum();
    let proof_size: u128 = costs.iter().map(|cost| u128::from(cost.proof_size)).sum();
    CallCosts {
        call,
        calls,
        mean_ref_time: mean(ref_time),
        max_ref_time: costs.iter().map(|cost| cost.ref_time).max().unwrap_or(0),
        mean_proof_size: mean(proof_size),
        max_proof_size: costs.iter().map(|cost| cost.proof_size).max().unwrap_or(0),
        fees: ref_time,
        deposits: costs.iter().map(|cost| cost.deposit).sum(),
    }
}

fn seconds(duration: Duration) -> String {
    format!("{}.{:02} s", duration.as_secs(), duration.subsec_millis() / 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt(ref_time: u64, deposit: i128) -> Receipt {
        let cost = Cost { ref_time, proof_size: ref_time / 10, deposit, fee: 0 };
        Receipt { reverted: false, output: Vec::new(), cost, events: Vec::new(), included: None }
    }

    #[test]
    fn calls_of_one_kind_are_summed_up_and_kinds_keep_their_order() {
        let mut costs = Costs::default();
        costs.add("transfer", &receipt(100, 5));
        costs.add("claim", &receipt(30, 0));
        costs.add("transfer", &receipt(200, -2));
        let rows = costs.rows();
        assert_eq!(rows.iter().map(|row| row.call).collect::<Vec<_>>(), ["transfer", "claim"]);
        let transfers = CallCosts {
            call: "transfer",
            calls: 2,
            mean_ref_time: 150,
            max_ref_time: 200,
            mean_proof_size: 15,
            max_proof_size: 20,
            fees: 300,
            deposits: 3,
        };
        assert_eq!(rows[0], transfers);
    }
}
