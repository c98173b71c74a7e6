//! `chihosai coupon fund` and `deposit`: money for one event, and money that is put aside.

use bond_abi::distributor::{Cash, CouponDistributor, DistributorError};
use bond_abi::psp22::PSP22Error;
use bond_abi::yen::{YenError, YenToken};
use bond_client::contracts::{self, Message, Psp22};
use bond_client::TraitCallBuilder;

use anyhow::anyhow;
use scale::Decode;

use super::{announced, open, standing};
use crate::arguments::OneEvent;
use crate::input::defect::{Failure, Problem};
use crate::operate::sheet::amount;
use crate::operate::{Session, Sheet};
use crate::output::Format;
use crate::reasons::Explain;

/// Brings money in for an event: whatever is missing, if the amount is not named.
pub fn fund(one: &OneEvent, yen: Option<u128>, mint: bool, format: Format) -> Result<(), Failure> {
    let mut session = open(one)?;
    let k = one.event;
    let coupon = announced(&mut session, k)?;
    let missing_yen = coupon.required_yen.saturating_sub(coupon.funded_yen);
    // No more than is missing is taken, so no more is approved or made. With nothing missing, an amount that was named is
    // refused in the contract's own words.
    let yen = match yen {
        Some(yen) if missing_yen > 0 => yen.min(missing_yen),
        Some(yen) => yen,
        None => missing_yen,
    };
    let mut brought_in_yen = yen;
    if yen > 0 {
        let message = contracts::distributor(session.distributor).call_mut().fund(k, yen);
        // Somebody may have brought a part meanwhile: what counts is what was taken.
        let taken = bring_in::<u128>(&mut session, "fund", message.into(), yen, mint)?;
        brought_in_yen = taken.unwrap_or(yen);
    }
    let sheet = standing(&mut session, k)?.with("brought_in_yen", amount(brought_in_yen));
    session.report(sheet, format)
}

/// Funds an event from what was put aside.
pub fn draw(one: &OneEvent, format: Format) -> Result<(), Failure> {
    let mut session = open(one)?;
    let k = one.event;
    let before = announced(&mut session, k)?;
    let mut distributor = contracts::distributor(session.distributor);
    session.send::<(), DistributorError>("draw", distributor.call_mut().draw(k))?;
    let drawn_yen = announced(&mut session, k)?.funded_yen.saturating_sub(before.funded_yen);
    let cash = cash(&mut session)?;
    let sheet =
        standing(&mut session, k)?.with("drawn_yen", amount(drawn_yen)).with("reserve_yen", amount(cash.reserve_yen));
    session.report(sheet, format)
}

/// Puts money aside for an event.
pub fn deposit(one: &OneEvent, yen: u128, mint: bool, format: Format) -> Result<(), Failure> {
    let mut session = open(one)?;
    let message = contracts::distributor(session.distributor).call_mut().deposit(one.event, yen);
    bring_in::<()>(&mut session, "deposit", message.into(), yen, mint)?;
    let cash = cash(&mut session)?;
    let sheet = Sheet::new()
        .with("event", one.event)
        .with("brought_in_yen", amount(yen))
        .with("reserve_yen", amount(cash.reserve_yen));
    session.report(sheet, format)
}

/// The distributor's money.
///
/// # Errors
/// [`Failure`] when the payment token does not answer.
pub fn cash(session: &mut Session) -> Result<Cash, Failure> {
    let cash = session.read(contracts::distributor(session.distributor).call().cash())?;
    cash.map_err(|error| anyhow!("the distributor's money: {}", error.explain()).into())
}

// Helpers

/// Approves the money for the distributor, if need be, and lets it take it; gives its answer, if it was asked.
fn bring_in<T: Decode>(
    session: &mut Session,
    what: &'static str,
    message: Message<Result<T, DistributorError>>,
    yen: u128,
    mint: bool,
) -> Result<Option<T>, Failure> {
    let signer = session.signer()?;
    let psp22 = Psp22(session.payment_token);
    let held_yen = session.yen_of(signer)?;
    if mint && held_yen < yen {
        if !session.client.transport().chain().kind.is_development() {
            return Err(
                Problem::new("this is no development chain", "buy the payment token instead").in_option("--mint")
            );
        }
        let mut test_yen = contracts::yen(session.payment_token);
        session.send::<(), YenError>("mint", test_yen.call_mut().mint(signer, yen - held_yen))?;
    }
    let allowed_yen: u128 = session.read(psp22.allowance(signer, session.distributor))?;
    if allowed_yen < yen {
        session.send::<(), PSP22Error>("approve", psp22.increase_allowance(session.distributor, yen - allowed_yen))?;
    }
    // A dry run cannot see the money and the approval that it did not make.
    if !session.is_dry_run() || (held_yen >= yen && allowed_yen >= yen) {
        return Ok(Some(session.send::<T, DistributorError>(what, message)?.0));
    }
    Ok(None)
}
