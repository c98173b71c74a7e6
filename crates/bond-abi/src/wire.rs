//! Types of the interface as a contract carries them that every transfer pays for: the same bytes on the wire, read by
//! few functions that all messages share. What scale derives is copied into every place that decodes (ADR 0019, 0021).
//!
//! In the metadata each of them is the type it stands for.

use core::marker::PhantomData;
use ink::prelude::{boxed::Box, vec, vec::Vec};
use scale::{Decode, Encode, Error, Input, Output};

/// An [`crate::AccountId`], behind a pointer so that it is cheap to hand on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wallet(pub Box<[u8; 32]>);

/// A `u128`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount(pub u128);

// In the metadata they keep the names by which wallets know what to show.
pub use {Amount as Balance, Wallet as AccountId};

/// A `Vec<T>` whose rows take `LEN` bytes each, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<T, const LEN: usize>(pub Vec<u8>, PhantomData<fn() -> T>);

/// A `T` that was encoded elsewhere: the bytes as they are, up to the end of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw<T>(pub Vec<u8>, PhantomData<fn() -> T>);

// Queries

/// The `N` bytes from `at` on; zeros where there are none. With a constant place in an array it is one load.
#[inline(always)]
pub fn at<const N: usize>(bytes: &[u8], at: usize) -> &[u8; N] {
    bytes.get(at..).and_then(<[u8]>::first_chunk).unwrap_or(&[0; N])
}

/// The number at `place`.
#[inline(always)]
pub fn u64_at(bytes: &[u8], place: usize) -> u64 {
    u64::from_le_bytes(*at(bytes, place))
}

/// The byte at `place`.
#[inline(always)]
pub fn byte_at(bytes: &[u8], place: usize) -> u8 {
    bytes.get(place).copied().unwrap_or(0)
}

/// Puts bytes at `place`, if it is there.
#[inline(always)]
pub fn put<const N: usize>(bytes: &mut [u8], place: usize, value: [u8; N]) {
    if let Some(chunk) = bytes.get_mut(place..).and_then(<[u8]>::first_chunk_mut) {
        *chunk = value;
    }
}

/// Reads `len` bytes.
///
/// # Errors
/// When there are fewer; nothing is allocated then.
#[inline(never)]
pub fn read_bytes<I: Input>(input: &mut I, len: usize) -> Result<Vec<u8>, Error> {
    if input.remaining_len()?.is_some_and(|left| left < len) {
        return Err(Error::from("too short"));
    }
    let mut bytes = vec![0; len];
    input.read(&mut bytes)?;
    Ok(bytes)
}

/// Reads `N` bytes to where they can stay: moving a pointer costs less than moving them.
///
/// # Errors
/// When there are fewer.
#[inline(always)]
pub fn read_array<const N: usize, I: Input>(input: &mut I) -> Result<Box<[u8; N]>, Error> {
    read_bytes(input, N)?.try_into().map_err(|_| Error::from("too short"))
}

/// Reads a vector whose rows take `len` bytes each.
///
/// # Errors
/// When the input is shorter than it says.
#[inline(never)]
pub fn read_rows<I: Input>(input: &mut I, len: usize) -> Result<Vec<u8>, Error> {
    let first = input.read_byte()?;
    let mut count = u32::from(first);
    let more = match first & 3 {
        0 => 0,
        1 => 1,
        2 => 3,
        _ => return Err(Error::from("too long")),
    };
    for place in 1..=more {
        count |= u32::from(input.read_byte()?) << (8 * place);
    }
    read_bytes(input, (count as usize >> 2).saturating_mul(len))
}

/// Reads what is left.
///
/// # Errors
/// When the input does not say how much it is.
pub fn read_rest<I: Input>(input: &mut I) -> Result<Vec<u8>, Error> {
    let left = input.remaining_len()?.ok_or("no end")?;
    read_bytes(input, left)
}

// So that every page has a length of one byte.
const _: () = assert!(crate::MAX_PAGE < 64);

/// Writes the length of a vector of fewer than 64 rows.
pub fn push_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.push((count << 2) as u8);
}

// Helpers

impl Wallet {
    /// As the interface knows it.
    pub fn id(&self) -> crate::AccountId {
        crate::AccountId::from(*self.0)
    }
}

impl Decode for Wallet {
    #[inline(never)]
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        read_array(input).map(Self)
    }
}

impl Encode for Wallet {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        dest.write(&self.0[..]);
    }
}

impl Decode for Amount {
    #[inline(never)]
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let mut bytes = [0; 16];
        input.read(&mut bytes)?;
        Ok(Self(u128::from_le_bytes(bytes)))
    }
}

impl Encode for Amount {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        dest.write(&self.0.to_le_bytes());
    }
}

impl<T, const LEN: usize> Rows<T, LEN> {
    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.0.len() / LEN
    }
}

impl<T, const LEN: usize> Decode for Rows<T, LEN> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        Ok(Self(read_rows(input, LEN)?, PhantomData))
    }
}

impl<T, const LEN: usize> Encode for Rows<T, LEN> {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        scale::Compact(self.count() as u32).encode_to(dest);
        dest.write(&self.0);
    }
}

impl<T> From<Vec<u8>> for Raw<T> {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes, PhantomData)
    }
}

impl<T> Decode for Raw<T> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        Ok(Self(read_rest(input)?, PhantomData))
    }
}

impl<T> Encode for Raw<T> {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        dest.write(&self.0);
    }
}

/// In the metadata they are what they stand for.
#[cfg(feature = "std")]
mod described {
    use super::*;
    use scale_info::{Type, TypeInfo};

    macro_rules! is_described_as {
        ($([$($generics:tt)*] $wire:ty => $plain:ty),*) => { $(
            impl<$($generics)*> TypeInfo for $wire {
                type Identity = <$plain as TypeInfo>::Identity;

                fn type_info() -> Type {
                    <$plain as TypeInfo>::type_info()
                }
            }
        )* };
    }
    is_described_as!(
        [] Wallet => crate::AccountId,
        [] Amount => u128,
        [T: TypeInfo + 'static, const LEN: usize] Rows<T, LEN> => Vec<T>,
        [T: TypeInfo + 'static] Raw<T> => T
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_carried_is_what_it_stands_for() {
        let wallet = crate::AccountId::from([7; 32]);
        let carried = Wallet::decode(&mut &wallet.encode()[..]).unwrap();
        assert_eq!((carried.id(), carried.encode()), (wallet, wallet.encode()));
        let amount = 0x0102_0304_0506_0708_090A_0B0C_0D0E_0F10_u128;
        let carried = Amount::decode(&mut &amount.encode()[..]).unwrap();
        assert_eq!((carried.0, carried.encode()), (amount, amount.encode()));
    }

    #[test]
    fn rows_of_every_length_are_the_vector() {
        for count in [0_u32, 1, 63, 64, 1_000, 16_383, 16_384, 20_000] {
            let plain: Vec<u32> = (0..count).collect();
            let bytes = plain.encode();
            let rows = Rows::<u32, 4>::decode(&mut &bytes[..]).unwrap();
            assert_eq!((rows.count(), rows.encode() == bytes), (count as usize, true));
            assert_eq!(rows.0.chunks(4).map(|row| u32::from_le_bytes(*at(row, 0))).collect::<Vec<_>>(), plain);
            let cut = bytes.len() - 1;
            assert!(Rows::<u32, 4>::decode(&mut &bytes[..cut]).is_err());
        }
        assert!(Rows::<u32, 4>::decode(&mut &[0xFF; 9][..]).is_err());
        assert!(Rows::<u32, 4>::decode(&mut &[0xFE; 9][..]).is_err(), "nothing is allocated for what is not there");
    }

    #[test]
    fn raw_bytes_stay_what_they_are() {
        let raw = Raw::<Vec<u64>>::decode(&mut &vec![1_u64, 2].encode()[..]).unwrap();
        assert_eq!(raw.encode(), vec![1_u64, 2].encode());
        let mut count = Vec::new();
        push_count(&mut count, 50);
        assert_eq!(count, scale::Compact(50_u32).encode());
    }

    #[test]
    fn a_place_beyond_the_end_reads_as_zero_and_takes_nothing() {
        let mut bytes = [1; 9];
        assert_eq!((u64_at(&bytes, 1), u64_at(&bytes, 2), byte_at(&bytes, 9)), (u64::from_le_bytes([1; 8]), 0, 0));
        put(&mut bytes, 2, [9; 8]);
        assert_eq!(bytes, [1; 9]);
        put(&mut bytes, 1, [9; 8]);
        assert_eq!(bytes, [1, 9, 9, 9, 9, 9, 9, 9, 9]);
    }
}
