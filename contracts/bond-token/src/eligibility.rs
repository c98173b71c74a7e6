//! The one judgement of who may receive and who may send (N1, N2). Every path that credits units goes through it;
//! `can_transfer` shows its reason.

use bond_abi::registry::{Profile, Residence};
use bond_abi::token::{Policy, Refusal};

/// Whether the holder of `profile` may receive units of a series with this policy now.
///
/// # Errors
/// The first reason that applies, in the order: registered, standing, identification, attestation, class, residence.
pub fn check_recipient(policy: &Policy, profile: Option<&Profile>, now_ms: u64) -> Result<(), Refusal> {
    let profile = profile.ok_or(Refusal::RecipientNotRegistered)?;
    if let Some(refusal) = Refusal::recipient(profile.status) {
        return Err(refusal);
    }
    if now_ms >= profile.expiry_ms {
        return Err(Refusal::RecipientExpired);
    }
    if !is_attested(policy, profile, now_ms) {
        return Err(Refusal::RecipientNotAttested);
    }
    if policy.classes != 0 && policy.classes & Policy::class_bit(profile.class) == 0 {
        return Err(Refusal::RecipientClassNotAllowed);
    }
    if !policy.residences.is_empty() && !policy.residences.iter().any(|allowed| admits(*allowed, profile.residence)) {
        return Err(Refusal::RecipientResidenceNotAllowed);
    }
    Ok(())
}

/// Whether the holder of `profile` may send units now. Class and residence do not matter: whoever moved away may sell.
///
/// # Errors
/// The first reason that applies, in the order: registered, standing, identification, attestation.
pub fn check_sender(policy: &Policy, profile: Option<&Profile>, now_ms: u64) -> Result<(), Refusal> {
    let profile = profile.ok_or(Refusal::SenderNotRegistered)?;
    if let Some(refusal) = Refusal::sender(profile.status) {
        return Err(refusal);
    }
    if now_ms >= profile.expiry_ms {
        return Err(Refusal::SenderExpired);
    }
    if !is_attested(policy, profile, now_ms) {
        return Err(Refusal::SenderNotAttested);
    }
    Ok(())
}

/// Whether the registrar's word counts: it is accredited, or the series takes its word all the same.
const fn is_attested(policy: &Policy, profile: &Profile, now_ms: u64) -> bool {
    policy.accept_unattested || now_ms < profile.attested_until_ms
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
    use bond_abi::registry::{InvestorClass, Status};

    const NOW_MS: u64 = 1_000;
    const TOKYO: Residence = Residence { country: 392, area: 13_000 };
    const CHIYODA: Residence = Residence { country: 392, area: 13_101 };
    const OSAKA: Residence = Residence { country: 392, area: 27_000 };

    fn profile() -> Profile {
        Profile {
            investor_id: 1,
            expiry_ms: NOW_MS + 1,
            residence: TOKYO,
            class: InvestorClass::Individual,
            status: Status::Active,
            birth_band: 0,
            attested_until_ms: NOW_MS + 1,
        }
    }

    fn policy(classes: u8, residences: &[Residence]) -> Policy {
        Policy { classes, residences: residences.to_vec(), accept_unattested: false }
    }

    #[test]
    fn an_open_policy_admits_every_active_profile_in_date() {
        assert_eq!(check_recipient(&policy(0, &[]), Some(&profile()), NOW_MS), Ok(()));
        assert_eq!(check_sender(&policy(0, &[]), Some(&profile()), NOW_MS), Ok(()));
    }

    #[test]
    fn an_unknown_suspended_revoked_or_lapsed_party_is_refused_on_both_sides() {
        let cases = [
            (None, NOW_MS, Refusal::RecipientNotRegistered, Refusal::SenderNotRegistered),
            (Some(Status::Suspended), NOW_MS, Refusal::RecipientSuspended, Refusal::SenderSuspended),
            (Some(Status::Revoked), NOW_MS, Refusal::RecipientRevoked, Refusal::SenderRevoked),
            (Some(Status::Active), NOW_MS + 1, Refusal::RecipientExpired, Refusal::SenderExpired),
        ];
        for (status, now_ms, recipient, sender) in cases {
            let profile = status.map(|status| Profile { status, ..profile() });
            assert_eq!(check_recipient(&policy(0, &[]), profile.as_ref(), now_ms), Err(recipient));
            assert_eq!(check_sender(&policy(0, &[]), profile.as_ref(), now_ms), Err(sender));
        }
    }

    #[test]
    fn a_registrar_without_accreditation_vouches_for_nobody_unless_the_series_takes_its_word() {
        let strict = policy(0, &[]);
        let lenient = Policy { accept_unattested: true, ..policy(0, &[]) };
        let unattested = Profile { attested_until_ms: NOW_MS, ..profile() };
        assert_eq!(check_recipient(&strict, Some(&unattested), NOW_MS), Err(Refusal::RecipientNotAttested));
        assert_eq!(check_sender(&strict, Some(&unattested), NOW_MS), Err(Refusal::SenderNotAttested));
        assert_eq!(check_recipient(&lenient, Some(&unattested), NOW_MS), Ok(()));
        assert_eq!(check_sender(&lenient, Some(&unattested), NOW_MS), Ok(()));
        let lapsed = Profile { expiry_ms: NOW_MS, ..unattested };
        assert_eq!(check_recipient(&lenient, Some(&lapsed), NOW_MS), Err(Refusal::RecipientExpired));
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
                let expected = if mask >> index & 1 == 1 { Ok(()) } else { Err(Refusal::RecipientClassNotAllowed) };
                let profile = Profile { class, ..profile() };
                assert_eq!(check_recipient(&policy(mask, &[]), Some(&profile), NOW_MS), expected);
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
            let result = check_recipient(&policy(0, &[allowed]), Some(&profile), NOW_MS);
            assert_eq!(result.is_ok(), admitted, "{allowed:?} {residence:?}");
        }
    }

    #[test]
    fn a_sender_who_moved_away_may_sell() {
        let moved = Profile { residence: OSAKA, ..profile() };
        assert_eq!(check_sender(&policy(0, &[]), Some(&moved), NOW_MS), Ok(()));
        assert_eq!(
            check_recipient(&policy(0, &[TOKYO]), Some(&moved), NOW_MS),
            Err(Refusal::RecipientResidenceNotAllowed)
        );
    }
}
