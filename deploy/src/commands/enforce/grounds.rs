//! What an act rests on, hashed: neither a document nor the number of a case goes on the chain.

use std::path::Path;

use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use bond_abi::office;
use sp_core::{sr25519, Pair};

use crate::arguments::{Grounds, Paper};
use crate::input::defect::{Failure, Problem};
use crate::input::network::hash;

/// A case as the chain knows it, and the salt that proves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// BLAKE2b-256 of salt and number.
    pub reference: [u8; 32],
    /// 32 bytes that nobody can guess, lest the number be found by trying all.
    pub salt: [u8; 32],
}

// Queries

/// The grounds as the office takes them.
///
/// # Errors
/// As [`document`].
pub fn grounds(grounds: &Grounds) -> Result<office::Grounds, Failure> {
    Ok(office::Grounds { reason: grounds.reason.into(), document: document(&grounds.by)? })
}

/// The hash of the document that orders an act.
///
/// # Errors
/// [`Failure::Input`] for a document that cannot be read and a hash that is none.
pub fn document(paper: &Paper) -> Result<[u8; 32], Failure> {
    let document = match (&paper.document, &paper.document_hash) {
        (Some(file), _) => hash_of_file(file)?,
        (None, Some(text)) => hash(text).map_err(|problem| problem.in_option("--document-hash"))?,
        (None, None) => {
            let remedy = "name the document that orders it: --document FILE, or --document-hash 0x…";
            return Err(Problem::new("no document is named", remedy).in_option("--document"));
        }
    };
    if document == [0; 32] {
        let remedy = "write the BLAKE2b-256 of the document that orders it";
        return Err(Problem::new("the hash is all zeros", remedy).in_option("--document-hash"));
    }
    Ok(document)
}

/// BLAKE2b-256 of the bytes of a file.
///
/// # Errors
/// [`Failure::Input`] for a file that cannot be read or is empty.
pub fn hash_of_file(file: &Path) -> Result<[u8; 32], Failure> {
    let defect = |problem: String, remedy: &str| Problem::new(problem, remedy).within(&file.display().to_string());
    let bytes = std::fs::read(file).map_err(|error| {
        defect(format!("the document cannot be read: {error}"), "check the path and the permissions")
    })?;
    if bytes.is_empty() {
        return Err(defect("the document is empty".to_owned(), "name the document itself").into());
    }
    Ok(Blake2b::<U32>::digest(bytes).into())
}

/// A case with the salt of the command line, or with a new one.
///
/// # Errors
/// [`Failure::Input`] for an empty number and a salt that is none.
pub fn case(number: &str, salt: Option<&str>) -> Result<Case, Failure> {
    if number.trim().is_empty() {
        return Err(Problem::new("the number of the case is empty", "write it as the court does").in_option("--case"));
    }
    let salt = match salt {
        Some(text) => hash(text).map_err(|problem| {
            Problem::new(problem.problem.replace("hash", "salt"), problem.remedy).in_option("--salt")
        })?,
        // The seed of a key that is thrown away: the system's randomness.
        None => sr25519::Pair::generate().1,
    };
    let reference = Blake2b::<U32>::new().chain_update(salt).chain_update(number.trim()).finalize().into();
    Ok(Case { reference, salt })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::enforce::ReasonName;

    fn given(document: Option<&Path>, document_hash: Option<&str>) -> Grounds {
        Grounds {
            reason: ReasonName::Succession,
            by: Paper { document: document.map(Path::to_owned), document_hash: document_hash.map(str::to_owned) },
        }
    }

    #[test]
    fn a_document_is_known_by_the_hash_of_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("order.pdf");
        std::fs::write(&file, "abc").unwrap();
        let by_file = grounds(&given(Some(&file), None)).unwrap();
        // BLAKE2b-256 of "abc".
        let expected = "0xbddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319";
        assert_eq!(by_file.document, hash(expected).unwrap());
        assert_eq!(by_file, grounds(&given(None, Some(expected))).unwrap());
        assert_eq!(by_file.reason, office::Reason::Succession);
    }

    #[test]
    fn grounds_that_are_none_are_refused_with_their_option_or_file() {
        let folder = tempfile::tempdir().unwrap();
        let empty = folder.path().join("empty.pdf");
        std::fs::write(&empty, "").unwrap();
        let zeros = format!("0x{}", "00".repeat(32));
        for (failure, place) in [
            (grounds(&given(None, Some("0x12"))), "--document-hash"),
            (grounds(&given(None, Some(&zeros))), "--document-hash"),
            (grounds(&given(None, None)), "--document"),
            (grounds(&given(Some(&empty), None)), "empty.pdf"),
            (grounds(&given(Some(&folder.path().join("none.pdf")), None)), "none.pdf"),
        ] {
            let failure = failure.unwrap_err();
            let defect = &failure.defects()[0];
            let found = defect.field.clone().unwrap_or_else(|| defect.file.clone());
            assert!(found.ends_with(place) && !defect.remedy.is_empty(), "{defect}");
        }
    }

    #[test]
    fn a_case_is_found_again_with_its_salt_and_not_without() {
        let first = case("令和7年(ル)第12号", None).unwrap();
        let salt = format!("0x{}", hex::encode(first.salt));
        assert_eq!(case(" 令和7年(ル)第12号 ", Some(&salt)).unwrap(), first);
        assert_ne!(case("令和7年(ル)第13号", Some(&salt)).unwrap().reference, first.reference);
        assert_ne!(case("令和7年(ル)第12号", None).unwrap().reference, first.reference);
        assert_eq!(case("", None).unwrap_err().defects()[0].field.as_deref(), Some("--case"));
        let failure = case("1", Some("pepper")).unwrap_err();
        assert_eq!(failure.defects()[0].field.as_deref(), Some("--salt"));
        assert_eq!(failure.defects()[0].problem, "\"pepper\" is no salt");
    }
}
