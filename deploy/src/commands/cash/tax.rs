//! `chihosai tax`: what was withheld is taken out and remitted (納付), and the rates of days to come are set.

use bond_abi::agent::{AgentError, PayingAgent, TaxLedger};
use bond_abi::distributor::{ClassRates, Surtaxes, TaxRow};
use bond_client::address::ss58;
use bond_client::{contracts, TraitCallBuilder};
use bond_math::Rate;

use super::pending::waiting;
use super::{agent_status, ledger};
use crate::arguments::{OneEvent, Order, Paper, TaxName};
use crate::commands::coupon::open;
use crate::commands::daycount::date;
use crate::commands::enforce::{self, document, hex};
use crate::input::defect::{quoted, Failure, Problem};
use crate::operate::sheet::amount;
use crate::operate::{Session, Sheet};
use crate::output::{decimal, Format};

/// A row of the tax table, as the command line writes it.
#[derive(Clone, Copy, Debug)]
pub struct Rates<'a> {
    /// First payment date.
    pub from: &'a str,
    /// Of resident individuals.
    pub individual: &'a str,
    /// Of domestic corporations.
    pub corporation: &'a str,
    /// Of non-residents.
    pub non_resident: &'a str,
    /// Special income tax for reconstruction, in percent of the income tax.
    pub reconstruction: &'a str,
    /// The same for defence.
    pub defence: &'a str,
}

/// Decimals of a rate in percent that units of 1/100,000 can show.
const RATE_DECIMALS: u8 = 3;

/// Takes tax out to the tax account: all that is withheld and still there, if the amount is not named.
pub fn withdraw(one: &OneEvent, kind: TaxName, yen: Option<u128>, format: Format) -> Result<(), Failure> {
    let mut session = open(one)?;
    let k = one.event;
    let yen = match yen {
        Some(yen) => yen,
        None => left_yen(&ledger(&mut session, k)?, kind),
    };
    if yen == 0 {
        let remedy = "wait until holders are paid, or name another event or tax";
        return Err(Problem::new(format!("no such tax of event {k} is left to withdraw"), remedy).in_option("--yen"));
    }
    let account = agent_status(&mut session)?.accounts.tax;
    let message = contracts::agent(session.agent).call_mut().withdraw_tax(k, kind.into(), yen);
    session.send::<(), AgentError>("withdraw_tax", message)?;
    let sheet = Sheet::new().with("event", k).with("withdrawn_now_yen", amount(yen)).with("to", ss58(account));
    report(&mut session, k, kind, sheet, format)
}

/// Records that tax was paid to the tax office.
pub fn remit(one: &OneEvent, kind: TaxName, yen: u128, by: &Paper, format: Format) -> Result<(), Failure> {
    let document = document(by)?;
    let mut session = open(one)?;
    let k = one.event;
    let message = contracts::agent(session.agent).call_mut().record_remittance(k, kind.into(), yen, document);
    session.send::<(), AgentError>("record_remittance", message)?;
    let sheet =
        Sheet::new().with("event", k).with("remitted_now_yen", amount(yen)).with("document_hash", hex(&document));
    report(&mut session, k, kind, sheet, format)
}

/// Sets the rates of payment dates to come.
pub fn rate(order: &Order, rates: &Rates<'_>, format: Format) -> Result<(), Failure> {
    let from = date(rates.from).map_err(|problem| problem.in_option("--from"))?;
    let class = |text: &str, option: &str| class_rates(text).map_err(|problem| problem.in_option(option));
    let row = TaxRow {
        from_day: from.days(),
        individual: class(rates.individual, "--individual")?,
        corporation: class(rates.corporation, "--corporation")?,
        non_resident: class(rates.non_resident, "--non-resident")?,
        surtaxes: Surtaxes {
            reconstruction_permille: permille(rates.reconstruction)
                .map_err(|problem| problem.in_option("--reconstruction"))?,
            defence_permille: permille(rates.defence).map_err(|problem| problem.in_option("--defence"))?,
        },
    };
    let mut session = enforce::open(order)?;
    let message = contracts::agent(session.agent).call_mut().set_tax_row(row);
    session.send::<(), AgentError>("set_tax_row", message)?;
    let pending = waiting(&mut session)?;
    let sheet = Sheet::new()
        .with("from", from.to_string())
        .with("individual", shown(row.individual))
        .with("corporation", shown(row.corporation))
        .with("non_resident", shown(row.non_resident))
        .with(
            "reconstruction",
            format!("{} % of the income tax", decimal(row.surtaxes.reconstruction_permille.into(), 1)),
        )
        .with("defence", format!("{} % of the income tax", decimal(row.surtaxes.defence_permille.into(), 1)))
        .with("pending", pending);
    let warnings = warnings(&row);
    let sheet = if warnings.is_empty() { sheet } else { sheet.with("warnings", warnings) };
    session.report(sheet, format)
}

// Helpers

/// What of a tax is withheld and was not taken out yet.
fn left_yen(ledger: &TaxLedger, kind: TaxName) -> u128 {
    match kind {
        TaxName::National => ledger.national_yen.saturating_sub(ledger.national_withdrawn_yen),
        TaxName::Local => ledger.local_yen.saturating_sub(ledger.local_withdrawn_yen),
    }
}

/// Prints it with where the tax stands now.
fn report(session: &mut Session, k: u8, kind: TaxName, sheet: Sheet, format: Format) -> Result<(), Failure> {
    let ledger = ledger(session, k)?;
    let (withheld_yen, withdrawn_yen, remitted_yen) = match kind {
        TaxName::National => (ledger.national_yen, ledger.national_withdrawn_yen, ledger.national_remitted_yen),
        TaxName::Local => (ledger.local_yen, ledger.local_withdrawn_yen, ledger.local_remitted_yen),
    };
    let sheet = sheet
        .with("kind", format!("{kind:?}").to_lowercase())
        .with("withheld_yen", amount(withheld_yen))
        .with("withdrawn_yen", amount(withdrawn_yen))
        .with("remitted_yen", amount(remitted_yen));
    session.report(sheet, format)
}

/// `15.315/5`: the national and the local rate in percent.
fn class_rates(text: &str) -> Result<ClassRates, Problem> {
    let problem = || {
        let remedy = "write the national and the local rate in percent, with at most three decimals, such as 15.315/5";
        Problem::new(format!("{} is no pair of rates", quoted(text)), remedy)
    };
    let (national, local) = text.split_once('/').ok_or_else(problem)?;
    let e5 = |text: &str| -> Option<u32> {
        let rate = Rate::parse_percent(text).ok()?;
        let digits = RATE_DECIMALS.checked_sub(rate.decimals())?;
        u32::try_from(rate.numerator().checked_mul(10_u64.pow(digits.into()))?).ok()
    };
    match (e5(national), e5(local)) {
        (Some(national_e5), Some(local_e5)) => Ok(ClassRates { national_e5, local_e5 }),
        _ => Err(problem()),
    }
}

/// `1.1`: a surtax in percent of the income tax, in parts per 1,000.
fn permille(text: &str) -> Result<u16, Problem> {
    let rate = Rate::parse_percent(text).ok().filter(|rate| rate.decimals() <= 1);
    let permille = rate.and_then(|rate| match rate.decimals() {
        0 => rate.numerator().checked_mul(10),
        _ => Some(rate.numerator()),
    });
    permille.and_then(|permille| u16::try_from(permille).ok()).ok_or_else(|| {
        let remedy = "write percent of the income tax with at most one decimal, such as 1.1, or 0";
        Problem::new(format!("{} is no surtax", quoted(text)), remedy)
    })
}

/// Rates that are not the income tax of 15 % with the surtaxes of the row: a treaty's, or a slip.
pub fn warnings(row: &TaxRow) -> Vec<String> {
    let percent = |rate_e5: u32| decimal(rate_e5.into(), 3);
    let Surtaxes { reconstruction_permille, defence_permille } = row.surtaxes;
    let surtaxes = bond_math::Surtaxes { reconstruction_permille, defence_permille };
    let classes =
        [("individual", row.individual), ("corporation", row.corporation), ("non-resident", row.non_resident)];
    let is_off = |(_, rates): &(&str, ClassRates)| !surtaxes.are_of(rates.national_e5);
    classes
        .into_iter()
        .filter(is_off)
        .map(|(class, rates)| {
            format!(
                "{class}: {} % national is not 15 % with {} % and {} % of it; right for a treaty, otherwise correct it",
                percent(rates.national_e5),
                decimal(reconstruction_permille.into(), 1),
                decimal(defence_permille.into(), 1)
            )
        })
        .collect()
}

/// The rates of a class, for people.
pub fn shown(rates: ClassRates) -> String {
    let percent = |rate_e5: u32| decimal(rate_e5.into(), 3);
    format!("{} % national, {} % local", percent(rates.national_e5), percent(rates.local_e5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_split_of_2027_can_be_entered_and_a_rate_that_does_not_fit_it_is_noticed() {
        assert_eq!((permille("1.1"), permille("1"), permille("2.1"), permille("0")), (Ok(11), Ok(10), Ok(21), Ok(0)));
        for wrong in ["1.15", "-1", "x", "", "1,1"] {
            assert!(permille(wrong).unwrap_err().remedy.contains("1.1"), "{wrong}");
        }
        let rates = |national_e5, local_e5| ClassRates { national_e5, local_e5 };
        let surtaxes = Surtaxes { reconstruction_permille: 11, defence_permille: 10 };
        let (individual, corporation) = (rates(15_315, 5_000), rates(15_315, 0));
        let row = TaxRow { from_day: 20_819, individual, corporation, non_resident: corporation, surtaxes };
        assert_eq!(warnings(&row), [""; 0]);
        let treaty = TaxRow { non_resident: rates(10_000, 0), ..row };
        assert_eq!(warnings(&treaty).len(), 1);
        assert!(warnings(&treaty)[0].starts_with("non-resident: 10.000 % national is not 15 % with 1.1 % and 1.0 %"));
        let forgotten = TaxRow { surtaxes: Surtaxes { reconstruction_permille: 0, defence_permille: 0 }, ..row };
        assert_eq!(warnings(&forgotten).len(), 3);
    }

    #[test]
    fn a_class_has_two_rates_in_percent() {
        let rates = |national_e5, local_e5| ClassRates { national_e5, local_e5 };
        assert_eq!(class_rates("15.315/5"), Ok(rates(15_315, 5_000)));
        assert_eq!(class_rates("15/0"), Ok(rates(15_000, 0)));
        assert_eq!(class_rates("0.001/100"), Ok(rates(1, 100_000)));
        assert_eq!(shown(rates(15_315, 5_000)), "15.315 % national, 5.000 % local");
        for wrong in ["15.315", "15.315/", "-1/0", "15.3151/5", "a/b", "15/5/5"] {
            let problem = class_rates(wrong).unwrap_err();
            assert!(problem.problem.contains(wrong) && problem.remedy.contains("15.315/5"), "{wrong}");
        }
    }
}
