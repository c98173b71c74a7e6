//! The documents of a series, in the spirit of ERC-1643: each has a name, an address and a hash. While the issue is open
//! they may be replaced; afterwards one may be added, and none replaced (N14).

use bond_abi::office::{Document, OfficeError, MAX_DOCUMENTS, MAX_DOCUMENT_NAME_BYTES, MAX_DOCUMENT_URI_BYTES};
use ink::prelude::{string::String, vec::Vec};
use ink::storage::{Lazy, Mapping};

/// The documents.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Documents {
    names: Lazy<Vec<String>>,
    documents: Mapping<String, Document>,
}

impl Documents {
    /// Their names.
    pub fn names(&self) -> Vec<String> {
        self.names.get_or_default()
    }

    /// One of them.
    pub fn get(&self, name: &String) -> Option<Document> {
        self.documents.get(name)
    }

    /// Adds or replaces one; gives the hash of what was replaced.
    ///
    /// # Errors
    /// `DocumentInvalid`, `DocumentLocked` when there is one of this name and `may_replace` is false,
    /// `TooManyDocuments`.
    pub fn set(
        &mut self,
        name: &String,
        document: &Document,
        may_replace: bool,
    ) -> Result<Option<[u8; 32]>, OfficeError> {
        let is_short = |text: &String, max_bytes: u32| (1..=max_bytes as usize).contains(&text.len());
        let is_valid = is_short(name, MAX_DOCUMENT_NAME_BYTES) && is_short(&document.uri, MAX_DOCUMENT_URI_BYTES);
        if !is_valid || document.hash == [0; 32] {
            return Err(OfficeError::DocumentInvalid);
        }
        let old = self.documents.get(name).map(|document| document.hash);
        if old.is_some() && !may_replace {
            return Err(OfficeError::DocumentLocked);
        }
        if old.is_none() {
            let mut names = self.names();
            if names.len() >= MAX_DOCUMENTS as usize {
                return Err(OfficeError::TooManyDocuments { max: MAX_DOCUMENTS });
            }
            names.push(name.clone());
            self.names.set(&names);
        }
        self.documents.insert(name, document);
        Ok(old)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(byte: u8) -> Document {
        Document { uri: "ipfs://x".into(), hash: [byte; 32], set_ms: 5 }
    }

    fn with_documents(check: impl FnOnce(&mut Documents)) {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
            check(&mut Documents::default());
            Ok(())
        })
        .unwrap();
    }

    #[test]
    fn a_document_is_replaced_only_while_that_is_allowed() {
        with_documents(|documents| {
            let (terms, notice) = ("terms".to_string(), "notice".to_string());
            assert_eq!(documents.set(&terms, &document(1), true), Ok(None));
            assert_eq!(documents.set(&terms, &document(2), true), Ok(Some([1; 32])));
            assert_eq!(documents.set(&terms, &document(3), false), Err(OfficeError::DocumentLocked));
            assert_eq!(documents.set(&notice, &document(4), false), Ok(None));
            assert_eq!(documents.names(), ["terms", "notice"]);
            assert_eq!(documents.get(&terms), Some(document(2)));
            assert_eq!(documents.get(&"other".into()), None);
        });
    }

    #[test]
    fn a_document_without_name_address_or_hash_is_none() {
        with_documents(|documents| {
            let name = "a".to_string();
            let cases = [
                (String::new(), document(1)),
                ("a".repeat(33), document(1)),
                (name.clone(), Document { uri: String::new(), ..document(1) }),
                (name.clone(), Document { uri: "a".repeat(257), ..document(1) }),
                (name, document(0)),
            ];
            for (name, document) in cases {
                assert_eq!(documents.set(&name, &document, true), Err(OfficeError::DocumentInvalid));
            }
            let longest = Document { uri: "a".repeat(256), ..document(1) };
            assert_eq!(documents.set(&"a".repeat(32), &longest, true), Ok(None));
        });
    }

    #[test]
    fn there_is_a_bounded_number_of_documents() {
        with_documents(|documents| {
            for number in 0..MAX_DOCUMENTS {
                assert_eq!(documents.set(&number.to_string(), &document(1), false), Ok(None));
            }
            let full = Err(OfficeError::TooManyDocuments { max: MAX_DOCUMENTS });
            assert_eq!(documents.set(&"one more".into(), &document(1), true), full);
            assert_eq!(documents.set(&"0".into(), &document(2), true), Ok(Some([1; 32])));
        });
    }
}
