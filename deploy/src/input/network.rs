//! `NETWORK.toml`: a chain, what it shares between series, and who does what there.

use bond_abi::roles::MAX_DELAY_MS;
use bond_abi::AccountId;
use toml::de::DeTable;

use crate::input::defect::{quoted, Defect, Problem};
use crate::input::series::fields::Fields;
use crate::input::source::Source;
use crate::input::wallet::wallet;

/// A network without defects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Name, also of the folder with its records.
    pub name: String,
    /// Address of a node.
    pub endpoint: String,
    /// Hash of the first block, to know the chain by.
    pub genesis_hash: Option<[u8; 32]>,
    /// A registry that its series share, with the desk it names.
    pub registry: Option<AccountId>,
    /// The PSP22 in which its series pay.
    pub payment_token: Option<AccountId>,
    /// Who does what; whoever is not named is the deployer.
    pub roles: Roles,
}

/// Accounts with duties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// Admin of office, desk and the paying agent's contract.
    pub admin: Option<AccountId>,
    /// Edits investors at the desk.
    pub registrar: Option<AccountId>,
    /// Allots and closes the issue.
    pub issuer: Option<AccountId>,
    /// Stops and resumes transfers, and edits at the desk.
    pub pauser: Option<AccountId>,
    /// Freezes, seizes, transfers and recovers by legal order.
    pub controller: Option<AccountId>,
    /// Decides about the distributor's money (支払代理人).
    pub paying_agent: Option<AccountId>,
    /// Where withheld tax goes, to be remitted.
    pub tax_account: Option<AccountId>,
    /// Where surplus and lapsed money go: the issuer's.
    pub treasury: Option<AccountId>,
    /// Days for which whatever an admin grants or sets waits until it counts; 0 on development chains only.
    pub delay_days: Option<u64>,
}

/// The delay of a network that names none.
pub const DEFAULT_DELAY_DAYS: u64 = 7;
/// The longest delay.
const MAX_DELAY_DAYS: u64 = MAX_DELAY_MS / DAY_MS;
const DAY_MS: u64 = 86_400_000;

const KEYS: &[&str] = &["name", "endpoint", "genesis_hash", "registry", "payment_token", "roles"];
const ROLE_KEYS: &[&str] =
    &["admin", "registrar", "issuer", "pauser", "controller", "paying_agent", "tax_account", "treasury", "delay"];
const MAX_NAME_BYTES: usize = 32;

// Queries

impl Roles {
    /// The delay in milliseconds.
    pub fn delay_ms(&self) -> u64 {
        self.delay_days.unwrap_or(DEFAULT_DELAY_DAYS).saturating_mul(DAY_MS)
    }
}

/// Reads the file.
///
/// # Errors
/// Every defect, in the order of its lines.
pub fn parse(source: &Source) -> Result<Network, Vec<Defect>> {
    let text = source.text()?;
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut fields = Fields::new(&source.name, text, errors);
    let network = read(&mut fields, document.get_ref());
    let defects = fields.finish();
    match network {
        Some(network) if defects.is_empty() => Ok(network),
        _ => Err(defects),
    }
}

/// The address of a node: `ws://` to this machine, `wss://` elsewhere.
pub fn endpoint(text: &str) -> Result<String, Problem> {
    match text.starts_with("ws://") || text.starts_with("wss://") {
        true => Ok(text.to_owned()),
        false => Err(Problem::new(
            format!("{} is no address of a node", quoted(text)),
            "write ws://127.0.0.1:9944 for a node on this machine, wss://… for another",
        )),
    }
}

// Helpers

fn read<'a>(fields: &mut Fields<'a>, root: &'a DeTable<'a>) -> Option<Network> {
    let root = fields.root(root);
    fields.known_keys(&root, KEYS);
    let name = fields.parsed(&root, "name", "add name = \"…\", such as \"local\"", name);
    let endpoint = fields.parsed(&root, "endpoint", "add endpoint = \"ws://127.0.0.1:9944\"", endpoint);
    let genesis_hash = fields.optional(&root, "genesis_hash", hash);
    let registry = fields.optional(&root, "registry", wallet);
    let payment_token = fields.optional(&root, "payment_token", wallet);
    let mut roles = Roles::default();
    if root.has("roles") {
        let section = fields.section(&root, "roles", "")?;
        fields.known_keys(&section, ROLE_KEYS);
        roles = Roles {
            admin: fields.optional(&section, "admin", wallet),
            registrar: fields.optional(&section, "registrar", wallet),
            issuer: fields.optional(&section, "issuer", wallet),
            pauser: fields.optional(&section, "pauser", wallet),
            controller: fields.optional(&section, "controller", wallet),
            paying_agent: fields.optional(&section, "paying_agent", wallet),
            tax_account: fields.optional(&section, "tax_account", wallet),
            treasury: fields.optional(&section, "treasury", wallet),
            delay_days: fields.optional_whole(&section, "delay", 0..=MAX_DELAY_DAYS),
        };
    }
    Some(Network { name: name?, endpoint: endpoint?, genesis_hash, registry, payment_token, roles })
}

/// A name that is also that of a folder.
fn name(text: &str) -> Result<String, Problem> {
    let is_formed = (1..=MAX_NAME_BYTES).contains(&text.len())
        && text.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-');
    match is_formed {
        true => Ok(text.to_owned()),
        false => Err(Problem::new(
            format!("{} is no name of a network", quoted(text)),
            format!("write 1 to {MAX_NAME_BYTES} lowercase letters, digits and hyphens"),
        )),
    }
}

/// 32 bytes in hexadecimal.
pub fn hash(text: &str) -> Result<[u8; 32], Problem> {
    let bytes = hex::decode(text.trim_start_matches("0x")).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| Problem::new(format!("{} is no hash", quoted(text)), "write 0x and 64 hexadecimal digits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    fn parsed(text: &str) -> Result<Network, Vec<Defect>> {
        parse(&Source::from_bytes("n.toml", text.as_bytes().to_vec()).unwrap())
    }

    #[test]
    fn a_network_needs_a_name_and_an_address() {
        let network = parsed("name = \"local\"\nendpoint = \"ws://127.0.0.1:9944\"\n").unwrap();
        assert_eq!((network.name.as_str(), network.genesis_hash, network.roles), ("local", None, Roles::default()));
        let defects = parsed("name = \"Local net\"\nendpoint = \"http://x\"\nadmin = \"\"\n").unwrap_err();
        let places: Vec<_> =
            defects.iter().map(|defect| (defect.line.unwrap(), defect.field.clone().unwrap())).collect();
        assert_eq!(places, [(1, "name".into()), (2, "endpoint".into()), (3, "admin".into())]);
    }

    #[test]
    fn a_network_waits_a_week_unless_it_says_otherwise_and_never_above_ninety_days() {
        let network = |delay: &str| parsed(&format!("name = \"x\"\nendpoint = \"wss://node\"\n[roles]\n{delay}\n"));
        assert_eq!(network("").unwrap().roles.delay_ms(), 604_800_000);
        assert_eq!(network("delay = 0").unwrap().roles.delay_ms(), 0);
        assert_eq!(network("delay = 90").unwrap().roles.delay_ms(), MAX_DELAY_MS);
        for wrong in ["delay = 91", "delay = -1", "delay = \"7\""] {
            let defects = network(wrong).unwrap_err();
            assert_eq!((defects[0].line, defects[0].field.as_deref()), (Some(4), Some("roles.delay")), "{wrong}");
        }
    }

    #[test]
    fn roles_and_shared_contracts_are_addresses() {
        let text = format!(
            "name = \"x\"\nendpoint = \"wss://node\"\ngenesis_hash = \"0x{}\"\nregistry = \"{ALICE}\"\n[roles]\nissuer = \"{ALICE}\"\ncontroller = \"{ALICE}\"\npaying_agent = \"{ALICE}\"\ntreasury = \"{ALICE}\"\n",
            "ab".repeat(32)
        );
        let network = parsed(&text).unwrap();
        assert_eq!(network.genesis_hash, Some([0xab; 32]));
        assert_eq!((network.roles.issuer, network.roles.admin), (Some(wallet(ALICE).unwrap()), None));
        assert_eq!(network.registry, network.roles.issuer);
        assert_eq!(network.roles.controller, network.roles.issuer);
        assert_eq!((network.roles.paying_agent, network.roles.tax_account), (network.roles.issuer, None));
        assert_eq!(network.roles.treasury, network.roles.issuer);
        let defects = parsed("name = \"x\"\nendpoint = \"wss://node\"\n[roles]\nissuer = \"5Grw\"\n").unwrap_err();
        assert_eq!((defects[0].line, defects[0].field.as_deref()), (Some(4), Some("roles.issuer")));
    }
}
