//! The one judgement of who may receive and who may send (N1, N2). Every path that credits units goes through it;
//! `can_transfer` shows its reason.

use crate::rules::Rules;
use bond_abi::registry::packed::ProfileRow;
use bond_abi::registry::{InvestorClass, Residence, Status};
use bond_abi::token::{Account, Refusal};

/// On which side of a movement a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// It gives.
    Sender,
    /// It gets.
    Recipient,
}

/// Whether the party with this profile and cell is in good standing now: all that is asked of a sender.
///
/// # Errors
/// The first reason that applies, in the order: frozen, registered, standing, identification, attestation.
#[inline(never)]
pub fn check_standing<'a>(
    rules: &Rules,
    profile: Option<ProfileRow<'a>>,
    cell: &Account,
    now_ms: u64,
    side: Side,
) -> Result<ProfileRow<'a>, Refusal> {
    const ACTIVE: u8 = Status::Active as u8;
    const SUSPENDED: u8 = Status::Suspended as u8;
    let (sender, recipient) = match profile {
        _ if cell.has(Account::FROZEN) => (Refusal::SenderFrozen, Refusal::RecipientFrozen),
        None => (Refusal::SenderNotRegistered, Refusal::RecipientNotRegistered),
        Some(profile) => match profile.status() {
            ACTIVE if now_ms >= profile.expiry_ms() => (Refusal::SenderExpired, Refusal::RecipientExpired),
            ACTIVE if !rules.accept_unattested() && now_ms >= profile.attested_until_ms() => {
                (Refusal::SenderNotAttested, Refusal::RecipientNotAttested)
            }
            ACTIVE => return Ok(profile),
            SUSPENDED => (Refusal::SenderSuspended, Refusal::RecipientSuspended),
            // Revoked, or nothing that is known.
            _ => (Refusal::SenderRevoked, Refusal::RecipientRevoked),
        },
    };
    Err(match side {
        Side::Sender => sender,
        Side::Recipient => recipient,
    })
}

/// Whether whoever spends an allowance may: a wallet that the registry does not know, such as a contract, is trusted by the
/// owner alone; one that it knows has to be as good as a sender.
///
/// # Errors
/// `SpenderNotAllowed`.
pub fn check_spender(rules: &Rules, profile: Option<ProfileRow>, cell: &Account, now_ms: u64) -> Result<(), Refusal> {
    let is_stopped = cell.has(Account::FROZEN) || cell.has(Account::RETIRED);
    let is_bad = profile.is_some() && check_standing(rules, profile, cell, now_ms, Side::Sender).is_err();
    if is_stopped || is_bad {
        return Err(Refusal::SpenderNotAllowed);
    }
    Ok(())
}

/// Whether the units of a wallet are those of the investor to whom it is linked.
///
/// # Errors
/// `WalletRelinked`.
pub fn check_own(cell: &Account, investor_id: u64) -> Result<(), Refusal> {
    if cell.units > 0 && cell.investor_id != investor_id {
        return Err(Refusal::WalletRelinked);
    }
    Ok(())
}

/// Whether the holder of `profile` and `cell` may receive units of a series with these rules now; gives the investor.
///
/// # Errors
/// The first reason that applies, in the order: replaced, as [`check_standing`], class, residence, age.
#[inline(never)]
pub fn check_recipient(
    rules: &Rules,
    profile: Option<ProfileRow>,
    cell: &Account,
    now_ms: u64,
    waive_policy: bool,
) -> Result<u64, Refusal> {
    if cell.has(Account::RETIRED) {
        return Err(Refusal::RecipientRetired);
    }
    let profile = check_standing(rules, profile, cell, now_ms, Side::Recipient)?;
    if waive_policy {
        return Ok(profile.investor_id());
    }
    let class = profile.class();
    if rules.classes() != 0 && rules.classes().checked_shr(class.into()).unwrap_or(0) & 1 == 0 {
        return Err(Refusal::RecipientClassNotAllowed);
    }
    let mut residences = rules.residences();
    if residences.len() != 0 && !residences.any(|allowed| admits(allowed, profile.residence())) {
        return Err(Refusal::RecipientResidenceNotAllowed);
    }
    // 0 is a decade that is not recorded.
    let is_old_enough = (1..=rules.latest_birth_band()).contains(&profile.birth_band());
    if rules.latest_birth_band() != 0 && class == InvestorClass::Individual as u8 && !is_old_enough {
        return Err(Refusal::RecipientTooYoung);
    }
    Ok(profile.investor_id())
}

/// An area admits itself and the areas that follow it as its parts: area 0 the whole country, one that ends in three
/// zeros its whole prefecture, a designated city (政令指定都市) its wards. Only those cities, and the special wards of
/// Tokyo, have numbers from 100 to 199 within their prefecture (全国地方公共団体コード): 101-129 follow the 100, 131-140
/// the 130, 141-149 the 140, 151-159 the 150; other municipalities begin at 201.
fn admits(allowed: Residence, residence: Residence) -> bool {
    let parts = match (allowed.area, allowed.area % 1_000) {
        (0, _) => u16::MAX,
        (_, 0) => 999,
        (_, 100) => 29,
        (_, 130) => 10,
        (_, 140 | 150) => 9,
        _ => 0,
    };
    // Below the allowed area it wraps to more than any number of parts: areas end at 47,999.
    allowed.country == residence.country && residence.area.wrapping_sub(allowed.area) <= parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::registry::Profile;
    use bond_abi::token::Policy;
    use bond_abi::wire::at;
    use scale::Encode;

    const NOW_MS: u64 = 1_000;
    const TOKYO: Residence = Residence { country: 392, area: 13_000 };
    const CHIYODA: Residence = Residence { country: 392, area: 13_101 };
    const OSAKA: Residence = Residence { country: 392, area: 27_000 };

    fn profile() -> Profile {
        Profile {
            investor_id: 17,
            expiry_ms: NOW_MS + 1,
            residence: TOKYO,
            class: InvestorClass::Individual,
            status: Status::Active,
            birth_band: 0,
            attested_until_ms: NOW_MS + 1,
        }
    }

    fn residences(allowed: &[Residence]) -> Policy {
        Policy { residences: allowed.to_vec(), ..Policy::OPEN }
    }

    fn check_standing(
        policy: &Policy,
        profile: Option<&Profile>,
        cell: &Account,
        now_ms: u64,
        side: Side,
    ) -> Result<(), Refusal> {
        let bytes = profile.map(Encode::encode);
        let row = bytes.as_ref().map(|bytes| ProfileRow(at(bytes, 0)));
        super::check_standing(&Rules::from(policy), row, cell, now_ms, side).map(|_| ())
    }

    fn check_recipient(
        policy: &Policy,
        profile: Option<&Profile>,
        cell: &Account,
        now_ms: u64,
        waive_policy: bool,
    ) -> Result<u64, Refusal> {
        let bytes = profile.map(Encode::encode);
        let row = bytes.as_ref().map(|bytes| ProfileRow(at(bytes, 0)));
        super::check_recipient(&Rules::from(policy), row, cell, now_ms, waive_policy)
    }

    fn send(policy: &Policy, profile: Option<&Profile>, now_ms: u64) -> Result<(), Refusal> {
        check_standing(policy, profile, &Account::default(), now_ms, Side::Sender)
    }

    fn receive(policy: &Policy, profile: Option<&Profile>, now_ms: u64) -> Result<u64, Refusal> {
        check_recipient(policy, profile, &Account::default(), now_ms, false)
    }

    #[test]
    fn an_open_policy_admits_every_active_profile_in_date() {
        assert_eq!(receive(&Policy::OPEN, Some(&profile()), NOW_MS), Ok(17));
        assert_eq!(send(&Policy::OPEN, Some(&profile()), NOW_MS), Ok(()));
    }

    #[test]
    fn an_unknown_suspended_revoked_or_lapsed_party_is_refused_on_both_sides_whatever_is_waived() {
        let cases = [
            (None, NOW_MS, Refusal::RecipientNotRegistered, Refusal::SenderNotRegistered),
            (Some(Status::Suspended), NOW_MS, Refusal::RecipientSuspended, Refusal::SenderSuspended),
            (Some(Status::Revoked), NOW_MS, Refusal::RecipientRevoked, Refusal::SenderRevoked),
            (Some(Status::Active), NOW_MS + 1, Refusal::RecipientExpired, Refusal::SenderExpired),
        ];
        for (status, now_ms, recipient, sender) in cases {
            let profile = status.map(|status| Profile { status, ..profile() });
            assert_eq!(receive(&Policy::OPEN, profile.as_ref(), now_ms), Err(recipient));
            assert_eq!(send(&Policy::OPEN, profile.as_ref(), now_ms), Err(sender));
            let waived = check_recipient(&Policy::OPEN, profile.as_ref(), &Account::default(), now_ms, true);
            assert_eq!(waived, Err(recipient));
        }
    }

    #[test]
    fn a_frozen_wallet_neither_sends_nor_receives_and_a_replaced_one_never_receives() {
        let frozen = Account { flags: Account::FROZEN, ..Account::default() };
        let both = Account { flags: Account::FROZEN | Account::RETIRED, ..Account::default() };
        let (policy, profile) = (Policy::OPEN, profile());
        for waive in [false, true] {
            let receive = |cell| check_recipient(&policy, Some(&profile), cell, NOW_MS, waive);
            assert_eq!(receive(&frozen), Err(Refusal::RecipientFrozen));
            assert_eq!(receive(&both), Err(Refusal::RecipientRetired));
        }
        let sent = check_standing(&policy, Some(&profile), &frozen, NOW_MS, Side::Sender);
        assert_eq!(sent, Err(Refusal::SenderFrozen));
    }

    #[test]
    fn a_registrar_without_accreditation_vouches_for_nobody_unless_the_series_takes_its_word() {
        let lenient = Policy { accept_unattested: true, ..Policy::OPEN };
        let unattested = Profile { attested_until_ms: NOW_MS, ..profile() };
        assert_eq!(receive(&Policy::OPEN, Some(&unattested), NOW_MS), Err(Refusal::RecipientNotAttested));
        assert_eq!(send(&Policy::OPEN, Some(&unattested), NOW_MS), Err(Refusal::SenderNotAttested));
        assert_eq!(receive(&lenient, Some(&unattested), NOW_MS), Ok(17));
        assert_eq!(send(&lenient, Some(&unattested), NOW_MS), Ok(()));
        let lapsed = Profile { expiry_ms: NOW_MS, ..unattested };
        assert_eq!(receive(&lenient, Some(&lapsed), NOW_MS), Err(Refusal::RecipientExpired));
    }

    #[test]
    fn the_policy_names_classes_by_their_bit() {
        let classes = [
            InvestorClass::Individual,
            InvestorClass::Corporation,
            InvestorClass::FinancialInstitution,
            InvestorClass::PublicBody,
        ];
        for mask in 1..16_u8 {
            for (index, class) in classes.into_iter().enumerate() {
                let expected = if mask >> index & 1 == 1 { Ok(17) } else { Err(Refusal::RecipientClassNotAllowed) };
                let profile = Profile { class, ..profile() };
                let policy = Policy { classes: mask, ..Policy::OPEN };
                assert_eq!(receive(&policy, Some(&profile), NOW_MS), expected);
            }
        }
    }

    #[test]
    fn a_residence_admits_itself_its_prefecture_or_its_country() {
        let japan = Residence { country: 392, area: 0 };
        let abroad = Residence { country: 840, area: 0 };
        for (allowed, residence, admitted) in [
            (TOKYO, TOKYO, true),
            (TOKYO, CHIYODA, true),
            (TOKYO, OSAKA, false),
            (TOKYO, japan, false),
            (CHIYODA, CHIYODA, true),
            (CHIYODA, TOKYO, false),
            (japan, OSAKA, true),
            (japan, abroad, false),
            (abroad, abroad, true),
        ] {
            let profile = Profile { residence, ..profile() };
            let result = receive(&residences(&[allowed]), Some(&profile), NOW_MS);
            assert_eq!(result.is_ok(), admitted, "{allowed:?} {residence:?}");
        }
    }

    #[test]
    fn a_designated_city_admits_its_wards_and_nobody_elses() {
        let japan = |area| Residence { country: 392, area };
        for (city, first, last) in [
            // Kyoto and the special wards of Tokyo; Sakai's neighbour Osaka; Hamamatsu with the wards of 2024; Kawasaki,
            // Yokohama and Sagamihara in one prefecture; Kitakyushu and Fukuoka in one.
            (26_100, 26_101, 26_111),
            (13_100, 13_101, 13_123),
            (27_100, 27_102, 27_128),
            (27_140, 27_141, 27_147),
            (22_130, 22_138, 22_140),
            (14_100, 14_101, 14_118),
            (14_130, 14_131, 14_137),
            (14_150, 14_151, 14_153),
            (40_100, 40_101, 40_109),
            (40_130, 40_131, 40_137),
        ] {
            let admitted = |area| admits(japan(city), japan(area));
            assert!((first..=last).chain([city]).all(admitted), "{city}");
            // Neither the rest of the prefecture nor what stands below the city.
            assert!(![city - city % 1_000, city - 1, city / 1_000 * 1_000 + 201, city + 1_000]
                .into_iter()
                .any(admitted));
        }
        let admitted = |city: u16, area: u16| admits(japan(city), japan(area));
        assert!(!admitted(14_100, 14_131) && !admitted(14_130, 14_151) && !admitted(40_100, 40_131));
        assert!(!admitted(27_100, 27_141) && !admitted(13_101, 13_102) && !admitted(13_201, 13_202));
        assert!(!admits(japan(13_100), Residence { country: 840, area: 13_101 }));
    }

    #[test]
    fn an_individual_is_old_enough_when_the_decade_is_recorded_and_not_later_than_the_limit() {
        let policy = Policy { latest_birth_band: 10, ..Policy::OPEN };
        for (birth_band, expected) in
            [(0, Err(Refusal::RecipientTooYoung)), (1, Ok(17)), (10, Ok(17)), (11, Err(Refusal::RecipientTooYoung))]
        {
            let person = Profile { birth_band, ..profile() };
            assert_eq!(receive(&policy, Some(&person), NOW_MS), expected, "{birth_band}");
            assert_eq!(receive(&Policy::OPEN, Some(&person), NOW_MS), Ok(17));
            let firm = Profile { class: InvestorClass::Corporation, ..person };
            assert_eq!(receive(&policy, Some(&firm), NOW_MS), Ok(17));
            let heir = check_recipient(&policy, Some(&person), &Account::default(), NOW_MS, true);
            assert_eq!(heir, Ok(17));
        }
    }

    #[test]
    fn a_sender_who_moved_away_may_sell() {
        let moved = Profile { residence: OSAKA, ..profile() };
        assert_eq!(send(&residences(&[TOKYO]), Some(&moved), NOW_MS), Ok(()));
        let received = receive(&residences(&[TOKYO]), Some(&moved), NOW_MS);
        assert_eq!(received, Err(Refusal::RecipientResidenceNotAllowed));
    }
}
