//! Reading events and storage keys by a contract's own metadata, so that whatever a contract emits can be shown, also
//! what later versions add.

use scale_info::{form::PortableForm, PortableRegistry, TypeDef, TypeDefPrimitive};
use serde_json::{json, Map, Value as Json};
use subxt::ext::scale_value::{scale::decode_as_type, Composite, Primitive, Value, ValueDef};

use bond_abi::AccountId;

use crate::address::ss58;
use crate::bundle::Bundle;
use crate::transport::ClientError;

/// What the metadata of one contract says.
#[derive(Debug, Clone)]
pub struct Decoder {
    contract: &'static str,
    types: PortableRegistry,
    spec: Json,
    storage: Json,
}

/// An event as people and programs read it.
#[derive(Debug, Clone, PartialEq)]
pub struct DecodedEvent {
    /// Its name, such as `Transfer`.
    pub name: String,
    /// Its fields. Accounts are SS58 addresses, bytes are hexadecimal, numbers beyond 64 bits are text.
    pub fields: Map<String, Json>,
}

// Queries

impl Decoder {
    /// The decoder of a built contract.
    ///
    /// # Errors
    /// [`ClientError::Metadata`] when the bundle's metadata is not ink! 4's.
    pub fn of(bundle: &Bundle) -> Result<Self, ClientError> {
        let contract = bundle.name;
        // The metadata has the registry as the bare list of its types.
        let types = serde_json::from_value(json!({ "types": bundle.metadata["types"] }))
            .map_err(|error| ClientError::Metadata { contract, reason: error.to_string() })?;
        Ok(Self { contract, types, spec: bundle.metadata["spec"].clone(), storage: bundle.metadata["storage"].clone() })
    }

    /// Reads an event that the contract emitted.
    ///
    /// # Errors
    /// [`ClientError::Metadata`] when the metadata has no such event: the contract is of another version.
    pub fn event(&self, data: &[u8]) -> Result<DecodedEvent, ClientError> {
        let (index, mut rest) = data.split_first().ok_or_else(|| self.fail("an event without content"))?;
        let event = &self.spec["events"][usize::from(*index)];
        let name = event["label"].as_str().ok_or_else(|| self.fail(format!("no event of index {index}")))?;
        let fields = self.arguments(&event["args"], &mut rest)?;
        match rest.is_empty() {
            true => Ok(DecodedEvent { name: name.to_owned(), fields }),
            false => Err(self.fail(format!("{} bytes too many after the event {name}", rest.len()))),
        }
    }

    /// Reads the arguments of a constructor call.
    ///
    /// # Errors
    /// [`ClientError::Metadata`] when the metadata has no constructor of that selector.
    pub fn constructor(&self, data: &[u8]) -> Result<Map<String, Json>, ClientError> {
        let (selector, mut rest) = data.split_at_checked(4).ok_or_else(|| self.fail("no selector"))?;
        let wanted = format!("0x{}", hex::encode(selector));
        let constructors = self.spec["constructors"].as_array().map(Vec::as_slice).unwrap_or_default();
        let constructor = constructors.iter().find(|constructor| constructor["selector"] == wanted.as_str());
        let constructor = constructor.ok_or_else(|| self.fail(format!("no constructor {wanted}")))?;
        self.arguments(&constructor["args"], &mut rest)
    }

    /// First four bytes of the keys of a cell or mapping, by its path in the contract's storage, such as
    /// `["ledger", "holdings"]`.
    ///
    /// # Errors
    /// [`ClientError::Metadata`] when the contract has no such cell.
    pub fn root_key(&self, path: &[&str]) -> Result<[u8; 4], ClientError> {
        let mut layout = &self.storage["root"]["layout"];
        for name in path {
            let fields = layout["struct"]["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
            let field = fields.iter().find(|field| field["name"] == *name);
            layout = &field.ok_or_else(|| self.fail(format!("no storage field {}", path.join("."))))?["layout"];
        }
        let key = layout["root"]["root_key"].as_str().unwrap_or_default();
        // Written as a number, stored with its lowest byte first.
        let number = u32::from_str_radix(key.trim_start_matches("0x"), 16).ok();
        number
            .map(u32::to_le_bytes)
            .ok_or_else(|| self.fail(format!("the storage field {} is no cell of its own", path.join("."))))
    }

    // Helpers

    fn arguments(&self, arguments: &Json, rest: &mut &[u8]) -> Result<Map<String, Json>, ClientError> {
        let mut fields = Map::new();
        for argument in arguments.as_array().map(Vec::as_slice).unwrap_or_default() {
            let label = argument["label"].as_str().unwrap_or_default();
            let id = argument["type"]["type"].as_u64().and_then(|id| u32::try_from(id).ok());
            let id = id.ok_or_else(|| self.fail(format!("the type of {label}")))?;
            let value =
                decode_as_type(rest, id, &self.types).map_err(|error| self.fail(format!("{label}: {error}")))?;
            fields.insert(label.to_owned(), self.json(&value));
        }
        Ok(fields)
    }

    fn json(&self, value: &Value<u32>) -> Json {
        let kind = self.types.resolve(value.context);
        let is_account = kind.is_some_and(|kind| kind.path.segments.last().is_some_and(|name| name == "AccountId"));
        match &value.value {
            ValueDef::Composite(composite) if is_account => account(composite),
            ValueDef::Composite(composite) if kind.is_some_and(|kind| self.is_bytes(&kind.type_def)) => {
                json!(format!("0x{}", hex::encode(bytes(composite))))
            }
            ValueDef::Composite(composite) => {
                let is_list = matches!(
                    kind.map(|kind| &kind.type_def),
                    Some(TypeDef::Sequence(_) | TypeDef::Array(_) | TypeDef::Tuple(_))
                );
                self.fields(composite, is_list)
            }
            ValueDef::Variant(variant) => match (variant.name.as_str(), variant.values.len()) {
                ("None", 0) => Json::Null,
                ("Some", 1) => self.fields(&variant.values, false),
                (name, 0) => json!(name),
                (name, _) => json!({ name: self.fields(&variant.values, false) }),
            },
            ValueDef::Primitive(primitive) => number_or_text(primitive),
            ValueDef::BitSequence(bits) => json!(bits.iter().collect::<Vec<bool>>()),
        }
    }

    /// An object of named fields, the only unnamed field itself, or a list.
    fn fields(&self, composite: &Composite<u32>, is_list: bool) -> Json {
        match composite {
            Composite::Named(fields) => {
                Json::Object(fields.iter().map(|(name, value)| (name.clone(), self.json(value))).collect())
            }
            Composite::Unnamed(values) if !is_list && values.len() == 1 => {
                values.first().map_or(Json::Null, |value| self.json(value))
            }
            Composite::Unnamed(values) => values.iter().map(|value| self.json(value)).collect(),
        }
    }

    fn is_bytes(&self, definition: &TypeDef<PortableForm>) -> bool {
        let item = match definition {
            TypeDef::Array(array) => array.type_param.id,
            TypeDef::Sequence(sequence) => sequence.type_param.id,
            _ => return false,
        };
        let item = self.types.resolve(item).map(|item| &item.type_def);
        matches!(item, Some(TypeDef::Primitive(TypeDefPrimitive::U8)))
    }

    fn fail(&self, reason: impl Into<String>) -> ClientError {
        ClientError::Metadata { contract: self.contract, reason: reason.into() }
    }
}

// Helpers

fn account(composite: &Composite<u32>) -> Json {
    match <[u8; 32]>::try_from(bytes(composite)) {
        Ok(account) => json!(ss58(AccountId::from(account))),
        Err(bytes) => json!(format!("0x{}", hex::encode(bytes))),
    }
}

/// All bytes below, in order.
fn bytes(composite: &Composite<u32>) -> Vec<u8> {
    let mut found = Vec::new();
    for value in composite.values() {
        match &value.value {
            ValueDef::Primitive(Primitive::U128(number)) => found.extend(u8::try_from(*number)),
            ValueDef::Composite(inner) => found.extend(bytes(inner)),
            _ => {}
        }
    }
    found
}

fn number_or_text(primitive: &Primitive) -> Json {
    match primitive {
        Primitive::Bool(value) => json!(value),
        Primitive::Char(value) => json!(value),
        Primitive::String(value) => json!(value),
        Primitive::U128(value) => u64::try_from(*value).map_or_else(|_| json!(value.to_string()), |value| json!(value)),
        Primitive::I128(value) => i64::try_from(*value).map_or_else(|_| json!(value.to_string()), |value| json!(value)),
        Primitive::U256(value) | Primitive::I256(value) => json!(format!("0x{}", hex::encode(value))),
    }
}
