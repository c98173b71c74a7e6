//! What can happen to a series, and how often (threats §3). Impossible things happen as often as possible ones: half of the
//! value is in how they are refused.

use proptest::prelude::*;

/// A number of an actor; see [`super::ACTORS`].
pub type Actor = usize;

/// How many units or yen, measured by what there is.
#[derive(Debug, Clone, Copy)]
pub enum Amount {
    Nothing,
    One,
    Small(u64),
    /// So many per cent of what there is.
    Part(u64),
    All,
    OneMore,
    /// As many as 64 bits count, and one more than they count.
    Most,
    TooMany,
}

/// Who signs what only somebody with a duty may do.
#[derive(Debug, Clone, Copy)]
pub enum Signer {
    /// Whoever had the duty at the beginning.
    Officer,
    /// Somebody.
    Actor(Actor),
}

#[derive(Debug, Clone, Copy)]
pub enum Allowing {
    Approve,
    Increase,
    Decrease,
    /// At the office, expecting what there is, or something else.
    Replace {
        rightly: bool,
    },
}

#[derive(Debug, Clone, Copy)]
pub enum Until {
    /// So many milliseconds from the next record date.
    Cutoff(i64),
    /// From the first instant of the next payment day.
    Payment(i64),
    /// From midnight in Japan.
    Midnight(i64),
    /// From the instant at which the identification of one actor lapses.
    Expiry(i64),
    /// From the instant at which an event lapses.
    Lapse(u8, i64),
    Month,
}

#[derive(Debug, Clone, Copy)]
pub enum Duty {
    Grant { role: u32 },
    Revoke { role: u32 },
    Renounce { role: u32 },
    Propose,
    Withdraw,
    Accept,
}

#[derive(Debug, Clone)]
pub enum Step {
    Transfer {
        from: Actor,
        to: Actor,
        amount: Amount,
    },
    TransferFrom {
        by: Actor,
        from: Actor,
        to: Actor,
        amount: Amount,
    },
    /// By somebody who was allowed to, of what he was allowed.
    Spend {
        pair: usize,
        to: Actor,
        amount: Amount,
    },
    TransferBatch {
        from: Actor,
        rows: Vec<(Actor, Amount)>,
    },
    Allow {
        owner: Actor,
        spender: Actor,
        how: Allowing,
        amount: Amount,
    },
    Issue {
        by: Signer,
        rows: Vec<(Actor, Amount)>,
    },
    Close {
        by: Signer,
    },
    Reopen {
        by: Signer,
        grounded: bool,
    },
    BuyBack {
        by: Signer,
        amount: Amount,
    },
    Forced {
        by: Signer,
        from: Actor,
        to: Actor,
        amount: Amount,
        from_lock: Option<u32>,
        grounded: bool,
    },
    Recover {
        by: Signer,
        old: Actor,
        new: Actor,
        grounded: bool,
    },
    Freeze {
        by: Signer,
        who: Actor,
        frozen: bool,
    },
    Lock {
        by: Signer,
        who: Actor,
        amount: Amount,
        escrow: Option<u8>,
    },
    Release {
        by: Signer,
        lock: u32,
        amount: Amount,
    },
    Pause {
        by: Signer,
        paused: bool,
    },
    Register {
        by: Signer,
        who: Actor,
        class: u8,
    },
    Status {
        by: Signer,
        who: Actor,
        status: u8,
    },
    Update {
        by: Signer,
        who: Actor,
        class: u8,
        lapses: bool,
    },
    Announce {
        by: Actor,
        k: u8,
    },
    Fund {
        by: Actor,
        k: u8,
        amount: Amount,
        with_money: bool,
    },
    Deposit {
        by: Actor,
        k: u8,
        amount: Amount,
        with_money: bool,
    },
    Draw {
        by: Actor,
        k: u8,
    },
    Open {
        by: Actor,
        k: u8,
    },
    /// Waits for the next record date or payment day, and announces, funds and opens whatever can be.
    Prepare {
        payment: bool,
    },
    /// Waits for the next record date, announces and funds so much of what is missing, and tries to open.
    TooEarly {
        percent: u64,
    },
    /// Gives the distributor an order that only the agent's contract may give.
    Order {
        by: Actor,
        k: u8,
        yen: u64,
    },
    Claim {
        who: Actor,
        k: u8,
    },
    ClaimAll {
        who: Actor,
        count: u8,
    },
    Page {
        by: Actor,
        k: u8,
        who: Vec<Actor>,
    },
    TakeTax {
        by: Signer,
        k: u8,
        local: bool,
        amount: Amount,
    },
    Remit {
        by: Signer,
        k: u8,
        local: bool,
        amount: Amount,
        grounded: bool,
    },
    TakeSurplus {
        by: Signer,
        amount: Amount,
    },
    Reclaim {
        by: Signer,
        k: u8,
        grounded: bool,
    },
    PaymentDay {
        by: Signer,
        k: u8,
        shift: Option<i32>,
    },
    Donate {
        by: Actor,
        yen: u64,
    },
    Role {
        at_office: bool,
        by: Signer,
        who: Actor,
        duty: Duty,
    },
    Wait(Until),
}

const ACTORS: usize = super::ACTORS;

fn actor() -> impl Strategy<Value = Actor> {
    // The four investors most of the time, and the account of 32 zeros now and then.
    prop_oneof![8 => 0..4_usize, 4 => 4..ACTORS]
}

fn signer() -> impl Strategy<Value = Signer> {
    prop_oneof![6 => Just(Signer::Officer), 1 => actor().prop_map(Signer::Actor)]
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        1 => Just(Amount::Nothing),
        2 => Just(Amount::One),
        3 => (1..40_u64).prop_map(Amount::Small),
        4 => (0..=100_u64).prop_map(Amount::Part),
        3 => Just(Amount::All),
        2 => Just(Amount::OneMore),
        1 => prop_oneof![Just(Amount::Most), Just(Amount::TooMany)],
    ]
}

/// The number of an event; the series has three.
fn event() -> impl Strategy<Value = u8> {
    prop_oneof![20 => 0..3_u8, 1 => Just(3), 1 => Just(255)]
}

fn grounded() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.9)
}

fn near() -> impl Strategy<Value = i64> {
    prop_oneof![Just(-1), Just(0), Just(1)]
}

fn until() -> impl Strategy<Value = Until> {
    prop_oneof![
        5 => near().prop_map(Until::Cutoff),
        4 => near().prop_map(Until::Payment),
        1 => near().prop_map(Until::Midnight),
        1 => near().prop_map(Until::Expiry),
        1 => (0..3_u8, near()).prop_map(|(k, near)| Until::Lapse(k, near)),
        1 => Just(Until::Month),
    ]
}

fn duty() -> impl Strategy<Value = Duty> {
    let role = || 0..6_u32;
    prop_oneof![
        3 => role().prop_map(|role| Duty::Grant { role }),
        2 => role().prop_map(|role| Duty::Revoke { role }),
        1 => role().prop_map(|role| Duty::Renounce { role }),
        2 => Just(Duty::Propose),
        1 => Just(Duty::Withdraw),
        2 => Just(Duty::Accept),
    ]
}

fn rows() -> impl Strategy<Value = Vec<(Actor, Amount)>> {
    prop::collection::vec((actor(), amount()), 0..4)
}

fn of_the_register() -> impl Strategy<Value = Step> {
    use Step::*;
    let how = || {
        prop_oneof![
            Just(Allowing::Approve),
            Just(Allowing::Increase),
            Just(Allowing::Decrease),
            any::<bool>().prop_map(|rightly| Allowing::Replace { rightly }),
        ]
    };
    prop_oneof![
        20 => (actor(), actor(), amount()).prop_map(|(from, to, amount)| Transfer { from, to, amount }),
        4 => (actor(), actor(), actor(), amount())
            .prop_map(|(by, from, to, amount)| TransferFrom { by, from, to, amount }),
        8 => (0..8_usize, actor(), amount()).prop_map(|(pair, to, amount)| Spend { pair, to, amount }),
        2 => (actor(), rows()).prop_map(|(from, rows)| TransferBatch { from, rows }),
        7 => (actor(), actor(), how(), amount())
            .prop_map(|(owner, spender, how, amount)| Allow { owner, spender, how, amount }),
        3 => (signer(), rows()).prop_map(|(by, rows)| Issue { by, rows }),
        2 => signer().prop_map(|by| Close { by }),
        1 => (signer(), grounded()).prop_map(|(by, grounded)| Reopen { by, grounded }),
        2 => (signer(), amount()).prop_map(|(by, amount)| BuyBack { by, amount }),
        2 => (signer(), any::<bool>()).prop_map(|(by, paused)| Pause { by, paused }),
    ]
}

fn of_the_controller() -> impl Strategy<Value = Step> {
    use Step::*;
    let lock = || prop_oneof![3 => Just(None), 2 => Just(Some(0)), 1 => Just(Some(1))];
    let escrow = || prop::option::of(0..3_u8);
    prop_oneof![
        3 => (signer(), actor(), actor(), amount(), lock(), grounded()).prop_map(
            |(by, from, to, amount, from_lock, grounded)| Forced { by, from, to, amount, from_lock, grounded }
        ),
        2 => (signer(), actor(), actor(), grounded())
            .prop_map(|(by, old, new, grounded)| Recover { by, old, new, grounded }),
        2 => (signer(), actor(), any::<bool>()).prop_map(|(by, who, frozen)| Freeze { by, who, frozen }),
        4 => (signer(), actor(), amount(), escrow())
            .prop_map(|(by, who, amount, escrow)| Lock { by, who, amount, escrow }),
        2 => (signer(), 0..2_u32, amount()).prop_map(|(by, lock, amount)| Release { by, lock, amount }),
    ]
}

fn of_the_desk() -> impl Strategy<Value = Step> {
    use Step::*;
    prop_oneof![
        2 => (signer(), actor(), 0..3_u8).prop_map(|(by, who, class)| Register { by, who, class }),
        4 => (signer(), actor(), 0..3_u8).prop_map(|(by, who, status)| Status { by, who, status }),
        2 => (signer(), actor(), 0..3_u8, prop::bool::weighted(0.3))
            .prop_map(|(by, who, class, lapses)| Update { by, who, class, lapses }),
    ]
}

fn of_the_distributor() -> impl Strategy<Value = Step> {
    use Step::*;
    prop_oneof![
        4 => (actor(), event()).prop_map(|(by, k)| Announce { by, k }),
        5 => (actor(), event(), amount(), prop::bool::weighted(0.8))
            .prop_map(|(by, k, amount, with_money)| Fund { by, k, amount, with_money }),
        2 => (actor(), event(), amount(), prop::bool::weighted(0.8))
            .prop_map(|(by, k, amount, with_money)| Deposit { by, k, amount, with_money }),
        1 => (actor(), event()).prop_map(|(by, k)| Draw { by, k }),
        3 => (actor(), event()).prop_map(|(by, k)| Open { by, k }),
        6 => any::<bool>().prop_map(|payment| Prepare { payment }),
        3 => prop_oneof![Just(100), 0..=100_u64].prop_map(|percent| TooEarly { percent }),
        1 => (actor(), event(), 0..50_u64).prop_map(|(by, k, yen)| Order { by, k, yen }),
        15 => (actor(), event()).prop_map(|(who, k)| Claim { who, k }),
        3 => (actor(), 0..4_u8).prop_map(|(who, count)| ClaimAll { who, count }),
        6 => (actor(), event(), prop::collection::vec(actor(), 0..7))
            .prop_map(|(by, k, who)| Page { by, k, who }),
    ]
}

fn of_the_agent() -> impl Strategy<Value = Step> {
    use Step::*;
    prop_oneof![
        2 => (signer(), event(), any::<bool>(), amount())
            .prop_map(|(by, k, local, amount)| TakeTax { by, k, local, amount }),
        2 => (signer(), event(), any::<bool>(), amount(), grounded())
            .prop_map(|(by, k, local, amount, grounded)| Remit { by, k, local, amount, grounded }),
        2 => (signer(), amount()).prop_map(|(by, amount)| TakeSurplus { by, amount }),
        2 => (signer(), event(), grounded()).prop_map(|(by, k, grounded)| Reclaim { by, k, grounded }),
        1 => (signer(), event(), prop::option::of(-11..=11_i32))
            .prop_map(|(by, k, shift)| PaymentDay { by, k, shift }),
        1 => (actor(), 1..1_000_u64).prop_map(|(by, yen)| Donate { by, yen }),
    ]
}

pub fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        50 => of_the_register(),
        14 => of_the_controller(),
        8 => of_the_desk(),
        43 => of_the_distributor(),
        10 => of_the_agent(),
        2 => (any::<bool>(), signer(), actor(), duty())
            .prop_map(|(at_office, by, who, duty)| Step::Role { at_office, by, who, duty }),
        12 => until().prop_map(Step::Wait),
    ]
}
