//! The chains on which a session can run.

use bond_abi::AccountId;
use bond_client::{Bundle, Call, ClientError, Embedded, Node, Receipt, Transport};

use super::sheet::Unit;

/// A chain on which a session can run.
pub trait Chain: Transport {
    /// What the fee of a message would be, in the chain's smallest unit.
    ///
    /// # Errors
    /// [`ClientError`] when the chain does not answer.
    fn fee(&mut self, call: &Call) -> Result<u128, ClientError>;

    /// In what fees and deposits are.
    fn unit(&self) -> Unit;
}

/// A node, or the chain inside the program.
pub enum AnyChain {
    /// A node.
    Node(Box<Node>),
    /// The chain inside the program.
    Embedded(Box<Embedded>),
}

impl Chain for Node {
    fn fee(&mut self, call: &Call) -> Result<u128, ClientError> {
        self.estimate_fee(call)
    }

    fn unit(&self) -> Unit {
        let chain = self.chain();
        Unit { symbol: chain.token_symbol.clone(), decimals: chain.token_decimals }
    }
}

impl Chain for AnyChain {
    fn fee(&mut self, call: &Call) -> Result<u128, ClientError> {
        match self {
            Self::Node(node) => node.fee(call),
            // Nobody is paid there.
            Self::Embedded(_) => Ok(0),
        }
    }

    fn unit(&self) -> Unit {
        match self {
            Self::Node(node) => node.unit(),
            Self::Embedded(_) => Unit::none(),
        }
    }
}

impl AnyChain {
    fn transport(&mut self) -> &mut dyn Transport {
        match self {
            Self::Node(node) => node.as_mut(),
            Self::Embedded(chain) => chain.as_mut(),
        }
    }
}

impl Transport for AnyChain {
    fn now_ms(&mut self) -> Result<u64, ClientError> {
        self.transport().now_ms()
    }

    fn code_hash(&mut self, contract: AccountId) -> Result<Option<[u8; 32]>, ClientError> {
        self.transport().code_hash(contract)
    }

    fn code(&mut self, code_hash: [u8; 32]) -> Result<Option<Vec<u8>>, ClientError> {
        self.transport().code(code_hash)
    }

    fn instantiate(
        &mut self,
        bundle: &Bundle,
        data: Vec<u8>,
        salt: &[u8],
        signer: AccountId,
    ) -> Result<(AccountId, Receipt), ClientError> {
        self.transport().instantiate(bundle, data, salt, signer)
    }

    fn submit(&mut self, contract: AccountId, data: Vec<u8>, signer: AccountId) -> Result<Receipt, ClientError> {
        self.transport().submit(contract, data, signer)
    }

    fn submit_all(
        &mut self,
        calls: Vec<Call>,
        done: &mut dyn FnMut(usize, &Receipt),
    ) -> Result<Vec<Receipt>, ClientError> {
        self.transport().submit_all(calls, done)
    }

    fn dry_run(&mut self, contract: AccountId, data: Vec<u8>, caller: AccountId) -> Result<Receipt, ClientError> {
        self.transport().dry_run(contract, data, caller)
    }
}
