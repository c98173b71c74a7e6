//! The dearest case of every message, as `tests/golden/messages.txt` has it: no call may cost more (I27).

use std::collections::BTreeMap;

use bond_client::transport::Cost;

use crate::budgets::golden_path;

/// Most that a message may cost, by its name: ref_time, proof size, deposit.
#[derive(Debug, Clone)]
pub struct Ceiling(BTreeMap<String, [i128; 3]>);

impl Ceiling {
    /// The golden file's.
    pub fn golden() -> Self {
        let path = golden_path();
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut most: BTreeMap<String, [i128; 3]> = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split(" | ").collect();
            let [what, _, cost @ ..] = fields.as_slice() else { panic!("{line}: too few fields") };
            let entry = most.entry((*what).to_string()).or_default();
            for (most, cost) in entry.iter_mut().zip(cost) {
                *most = (*most).max(cost.parse().unwrap_or_else(|error| panic!("{line}: {error}")));
            }
        }
        Self(most)
    }

    /// What a call cost, if that is more than three per cent above the dearest case, or if nobody ever measured one.
    pub fn exceeded_by(&self, what: &str, cost: &Cost) -> Option<String> {
        let Some(most) = self.0.get(what) else { return Some("it has no budget".into()) };
        let cost = [i128::from(cost.ref_time), i128::from(cost.proof_size), cost.deposit];
        let above = cost.into_iter().zip(most).any(|(cost, most)| cost * 100 > (*most).max(0) * 103);
        above.then(|| format!("{cost:?}, its dearest case {most:?}"))
    }
}
