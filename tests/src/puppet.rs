//! A contract that answers what it is told to, for neighbours that lie, trap or call back (T08, T09, T18).

use bond_abi::psp22::TOKEN_DECIMALS;
use bond_abi::registry::{InvestorClass, Profile, RegistryError, Residence, Status};
use bond_abi::AccountId;
use bond_client::{Bundle, Transport};
use ink::LangError;
use scale::Encode;

use crate::who::Who;
use crate::world::World;

/// One answer of a puppet.
#[derive(Debug, Clone)]
pub enum Act {
    /// Returns these bytes.
    Return(Vec<u8>),
    /// Returns these bytes and undoes what it did.
    Revert(Vec<u8>),
    /// Traps.
    Trap,
    /// Never ends.
    Loop,
    /// Calls a contract and returns its answer.
    Call(AccountId, Vec<u8>),
    /// Takes on another code.
    Become([u8; 32]),
}

impl Act {
    /// Ways not to answer.
    pub fn broken() -> [Self; 6] {
        let unknown_message = Err::<(), _>(LangError::CouldNotReadInput).encode();
        [
            Self::Trap,
            Self::Return(Vec::new()),
            Self::Return(vec![0xff; 3]),
            Self::Revert(Vec::new()),
            Self::Revert(unknown_message.clone()),
            Self::Return(unknown_message),
        ]
    }

    /// What a registry says about the parties of a transfer.
    pub fn profiles(profiles: &[Option<Profile>]) -> Self {
        Self::answer(Ok::<_, RegistryError>(profiles))
    }

    /// Answers as an ink! message that returns `value`.
    pub fn answer(value: impl Encode) -> Self {
        Self::Return(ok(value))
    }

    pub fn encode(&self) -> Vec<u8> {
        let (mode, bytes) = match self {
            Self::Return(bytes) => (0, bytes.clone()),
            Self::Revert(bytes) => (1, bytes.clone()),
            Self::Trap => (2, Vec::new()),
            Self::Loop => (3, Vec::new()),
            Self::Call(account, input) => (4, [AsRef::<[u8]>::as_ref(account), input].concat()),
            Self::Become(code_hash) => (5, code_hash.to_vec()),
        };
        [vec![mode], bytes].concat()
    }
}

/// The profile of somebody of whom nothing is wrong.
pub const IN_ORDER: Profile = Profile {
    investor_id: 8,
    expiry_ms: u64::MAX,
    residence: Residence { country: 392, area: 13_000 },
    class: InvestorClass::Individual,
    status: Status::Active,
    birth_band: 0,
    attested_until_ms: u64::MAX,
};

/// What an ink! message that returns `value` puts on the wire.
pub fn ok(value: impl Encode) -> Vec<u8> {
    Ok::<_, LangError>(value).encode()
}

/// A deployed puppet.
#[derive(Debug, Clone, Copy)]
pub struct Puppet(pub AccountId);

impl Puppet {
    /// Deploys one that knows no message but a payment token's number of decimals; digests will not ask it anything.
    pub fn new(world: &mut World) -> Self {
        let wasm = wat::parse_str(include_str!("puppet.wat")).expect("the puppet's code");
        let bundle = Bundle { name: "puppet", wasm, code_hash: [0; 32], metadata: Default::default() };
        let (address, _) = world
            .client
            .transport()
            .instantiate(&bundle, Vec::new(), b"puppet", Who::Admin.id())
            .expect("a puppet is deployed");
        world.ignore(address);
        let puppet = Self(address);
        // Of a payment token it is asked at deployment; whole yen, as the test yen says.
        puppet.script(world, TOKEN_DECIMALS, &[Act::answer(0_u8)]);
        puppet
    }

    /// Takes on a code that does the same and has another hash, which it gives.
    pub fn become_another(&self, world: &mut World) -> [u8; 32] {
        let text = include_str!("puppet.wat").trim_end().strip_suffix(')').expect("a module");
        let wasm = wat::parse_str(format!("{text} (func (nop)))")).expect("the other puppet's code");
        let bundle = Bundle { name: "puppet", wasm, code_hash: [0; 32], metadata: Default::default() };
        let transport = world.client.transport();
        let made = transport.instantiate(&bundle, Vec::new(), b"another", Who::Admin.id());
        let (another, _) = made.expect("another puppet is deployed");
        let code_hash = transport.code_hash(another).expect("an answer").expect("a contract");
        world.ignore(another);
        const CHANGE: [u8; 4] = *b"skin";
        self.script(world, CHANGE, &[Act::Become(code_hash)]);
        world.client.transport().submit(self.0, CHANGE.to_vec(), Who::Admin.id()).expect("another code");
        code_hash
    }

    /// What to do at each call of a message from now on; the last act is repeated.
    pub fn script(&self, world: &mut World, selector: [u8; 4], acts: &[Act]) {
        let (last, first) = acts.split_last().expect("an act");
        self.remember(world, selector, 255, vec![0]);
        for (number, act) in (0_u8..).zip(first) {
            self.remember(world, selector, number, act.encode());
        }
        let number = u8::try_from(first.len()).expect("a short script");
        self.remember(world, selector, number, last.encode());
        self.remember(world, selector, 254, last.encode());
    }

    fn remember(&self, world: &mut World, selector: [u8; 4], number: u8, value: Vec<u8>) {
        let mut key = [0; 32];
        key[..4].copy_from_slice(&selector);
        key[4] = number;
        let data = [[0xfe, 0xed, 0xbe, 0xef].as_slice(), &key, &value].concat();
        world.client.transport().submit(self.0, data, Who::Admin.id()).expect("the puppet remembers");
    }
}
