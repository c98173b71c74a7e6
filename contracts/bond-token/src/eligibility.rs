//! The one judgement of who may receive and who may send (N1, N2). Every path that credits units goes through it;
//! `can_transfer` shows its reason.

use bond_abi::registry::{InvestorClass, Profile, Residence, Status};
use bond_abi::token::{Account, Policy, Refusal};

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
pub fn check_standing<'a>(
    policy: &Policy,
    profile: Option<&'a Profile>,
    cell: &Account,
    now_ms: u64,
    side: Side,
) -> Result<&'a Profile, Refusal> {
    let of = |sender: Refusal, recipient: Refusal| match side {
        Side::Sender => Err(sender),
        Side::Recipient => Err(recipient),
    };
    if cell.has(Account::FROZEN) {
        return of(Refusal::SenderFrozen, Refusal::RecipientFrozen);
    }
    let Some(profile) = profile else {
        return of(Refusal::SenderNotRegistered, Refusal::RecipientNotRegistered);
    };
    match profile.status {
        Status::Active => {}
        Status::Suspended => return of(Refusal::SenderSuspended, Refusal::RecipientSuspended),
        Status::Revoked => return of(Refusal::SenderRevoked, Refusal::RecipientRevoked),
    }
    if now_ms >= profile.expiry_ms {
        return of(Refusal::SenderExpired, Refusal::RecipientExpired);
    }
    if !policy.accept_unattested && now_ms >= profile.attested_until_ms {
        return of(Refusal::SenderNotAttested, Refusal::RecipientNotAttested);
    }
    Ok(profile)
}

/// Whether the holder of `profile` and `cell` may receive units of a series with this policy now; gives the investor.
///
/// # Errors
/// The first reason that applies, in the order: replaced, as [`check_standing`], class, residence, age.
pub fn check_recipient(
    policy: &Policy,
    profile: Option<&Profile>,
    cell: &Account,
    now_ms: u64,
    waive_policy: bool,
) -> Result<u64, Refusal> {
    if cell.has(Account::RETIRED) {
        return Err(Refusal::RecipientRetired);
    }
    let profile = check_standing(policy, profile, cell, now_ms, Side::Recipient)?;
    if waive_policy {
        return Ok(profile.investor_id);
    }
    if policy.classes != 0 && policy.classes & Policy::class_bit(profile.class) == 0 {
        return Err(Refusal::RecipientClassNotAllowed);
    }
    if !policy.residences.is_empty() && !policy.residences.iter().any(|allowed| admits(*allowed, profile.residence)) {
        return Err(Refusal::RecipientResidenceNotAllowed);
    }
    // 0 is a decade that is not recorded.
    let is_old_enough = (1..=policy.latest_birth_band).contains(&profile.birth_band);
    if policy.latest_birth_band != 0 && profile.class == InvestorClass::Individual && !is_old_enough {
        return Err(Refusal::RecipientTooYoung);
    }
    Ok(profile.investor_id)
}

/// An area that ends in three zeros is its whole prefecture, area 0 the whole country.
fn admits(allowed: Residence, residence: Residence) -> bool {
    let same_area = match (allowed.area, allowed.area % 1_000) {
        (0, _) => true,
        (area, 0) => residence.area / 1_000 == area / 1_000,
        (area, _) => residence.area == area,
    };
    allowed.country == residence.country && same_area
}

#[cfg(test)]
mod tests {
    use super::*;

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

    fn send(policy: &Policy, profile: Option<&Profile>, now_ms: u64) -> Result<(), Refusal> {
        check_standing(policy, profile, &Account::default(), now_ms, Side::Sender).map(|_| ())
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
