//! `chihosai report tax --by-prefecture`: the local tax of each event by prefecture.
//!
//! The local tax on interest of a local bond is 配当割 (since 2016, and not 利子割): the payer withholds it from individuals,
//! and pays it to the prefecture in which each has an address on the payment date, by the 10th of the next month
//! (market-rules-2 §B4). Which that is follows from the desk's own events by then: a later move changes nothing.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{anyhow, Context};
use bond_abi::registry::Residence;
use bond_abi::AccountId;
use bond_math::{BankCalendar, BusinessDayRule, Date};
use serde_json::{json, Value};

use super::open;
use crate::arguments::ReportOptions;
use crate::commands::cash::ledger;
use crate::input::defect::Failure;
use crate::input::residence::JAPAN;
use crate::operate::history::{History, What};
use crate::operate::sheet::amount;
use crate::operate::{payouts, register, Column, Listing};
use crate::output::Format;
use crate::rehearsal::report::day;

/// The prefectures (都道府県) in the order of their numbers from 1.
pub const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];
/// Shown where the desk had not said which prefecture it is.
const UNKNOWN: &str = "不明";
/// Day of the next month by which withheld tax is due.
const DUE_DAY: u8 = 10;

const COLUMNS: &[Column] = &[
    Column { name: "event", title: "k" },
    Column { name: "payment_date", title: "Payment (支払日)" },
    Column { name: "withheld_month", title: "Withheld in (徴収月)" },
    Column { name: "due_date", title: "Due (納入期限)" },
    Column { name: "prefecture", title: "No" },
    Column { name: "name", title: "Prefecture (都道府県)" },
    Column { name: "payees", title: "Payees" },
    Column { name: "gross_yen", title: "Gross (支払額) ¥" },
    Column { name: "local_yen", title: "Local (配当割) ¥" },
];

/// What was withheld for a prefecture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Payments from which local tax was withheld.
    pub payees: u32,
    /// Interest before tax.
    pub gross_yen: u128,
    /// Local tax.
    pub local_yen: u128,
}

/// Of an event and a month in which it was paid (year, month): the shares by prefecture, 0 where it is not known.
pub type Shares = BTreeMap<(u8, (i32, u8)), BTreeMap<u16, Share>>;

/// Prints the shares of every announced event.
pub fn run(path: &Path, from: u64, options: &ReportOptions, format: Format) -> Result<(), Failure> {
    let (mut session, about) = open(path, &options.chain)?;
    let (last, _) = session.at_last_block()?;
    let wallets: Vec<AccountId> =
        register::holders_ever(&mut session)?.into_iter().map(|(account, _)| account).collect();
    let history = History::of_session(&mut session, &wallets, from, last.number)?;
    let mut days = BTreeMap::new();
    let mut told = BTreeMap::new();
    for (k, coupon) in payouts::events(&mut session)? {
        days.insert(k, coupon.payment_day);
        told.insert(k, ledger(&mut session, k)?.local_yen);
    }
    let shares = shares(&history, &days)?;
    add_up(&shares, &told)?;
    let terms = &session.series.terms;
    let calendar = BankCalendar { added: &terms.extra_bank_holidays, removed: &terms.cancelled_bank_holidays };
    let rows = rows(&shares, &days, calendar)?;
    let unknown_yen: u128 = shares.values().filter_map(|by| by.get(&0)).map(|share| share.local_yen).sum();
    let about = match unknown_yen {
        0 => about,
        _ => about.with("without_prefecture_yen", amount(unknown_yen)),
    };
    Listing { name: "prefectures", columns: COLUMNS, rows, about }.print(options.csv, format)
}

// Queries

/// The shares of every event of which the payment day is given. What the payee's prefecture was is asked of the payment
/// date, and of the payment itself if that came earlier in the day.
///
/// # Errors
/// For a day without an end.
pub fn shares(history: &History, payment_days: &BTreeMap<u8, i32>) -> anyhow::Result<Shares> {
    let mut shares = Shares::new();
    for fact in history.facts() {
        let What::Paid { event, to, quote, .. } = fact.what else { continue };
        if quote.local_tax_yen == 0 {
            continue;
        }
        let payment_day = payment_days.get(&event).with_context(|| format!("event {event} was paid unannounced"))?;
        let day_after = Date::from_days(*payment_day).and_then(|date| date.add_days(1)).and_then(Date::start_ms_jst);
        let end_ms = day_after.context("the payment day has no end")?.saturating_sub(1);
        let at_ms = fact.at_ms.min(end_ms);
        let lived = history.owner_at(to, at_ms).and_then(|investor_id| history.residence_at(investor_id, at_ms));
        let (year, month, _) = Date::from_unix_ms_jst(fact.at_ms).context("the payment has no day")?.ymd();
        let share = shares.entry((event, (year, month))).or_default().entry(prefecture(lived)).or_default();
        share.payees += 1;
        share.gross_yen += quote.gross_yen;
        share.local_yen += quote.local_tax_yen;
    }
    Ok(shares)
}

/// The day by which tax that was withheld in a month is due: the 10th of the next one, or the next business day
/// (国税通則法10条2項, 地方税法20条の5).
///
/// # Errors
/// When the calendar does not reach that far.
pub fn due_date((year, month): (i32, u8), calendar: BankCalendar<'_>) -> anyhow::Result<Date> {
    let first = Date::from_ymd(year, month, 1).and_then(|first| first.add_months(1, DUE_DAY));
    let due = first.and_then(|tenth| calendar.adjust(tenth, BusinessDayRule::Following));
    due.map_err(|error| anyhow!("the due day after {year}-{month:02}: {error}"))
}

// Helpers

/// The number of a prefecture; 0 outside Japan, or where only the country is recorded.
fn prefecture(residence: Option<Residence>) -> u16 {
    let in_japan = residence.filter(|residence| residence.country == JAPAN);
    in_japan.map(|residence| residence.area / 1_000).filter(|number| *number <= 47).unwrap_or(0)
}

/// The shares of an event are all of what the distributor withheld of it.
fn add_up(shares: &Shares, told: &BTreeMap<u8, u128>) -> Result<(), Failure> {
    for (k, told_yen) in told {
        let of_event = shares.iter().filter(|((event, _), _)| event == k);
        let found_yen: u128 = of_event.flat_map(|(_, by)| by.values()).map(|share| share.local_yen).sum();
        if found_yen != *told_yen {
            return Err(anyhow!(
                "the payments of event {k} that were read withheld {found_yen} yen of local tax, and its ledger says \
                 {told_yen}: read from an earlier block with --from"
            )
            .into());
        }
    }
    Ok(())
}

fn rows(shares: &Shares, days: &BTreeMap<u8, i32>, calendar: BankCalendar<'_>) -> anyhow::Result<Vec<Vec<Value>>> {
    let mut rows = Vec::new();
    for ((k, (year, month)), by) in shares {
        let payment_date = day(days.get(k).copied().unwrap_or_default());
        let due_date = due_date((*year, *month), calendar)?;
        let mut push = |number: u16, name: &str, share: Share| {
            rows.push(vec![
                json!(k),
                json!(payment_date),
                json!(format!("{year:04}-{month:02}")),
                json!(due_date.to_string()),
                json!(format!("{number:02}")),
                json!(name),
                json!(share.payees),
                amount(share.gross_yen),
                amount(share.local_yen),
            ]);
        };
        for (number, name) in (1..).zip(PREFECTURES) {
            push(number, name, by.get(&number).copied().unwrap_or_default());
        }
        if let Some(share) = by.get(&0) {
            push(0, UNKNOWN, *share);
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operate::history::tests::{account, lives, of};
    use bond_abi::distributor::Quote;

    const DAY_MS: u64 = 86_400_000;

    fn start_ms(text: &str) -> u64 {
        text.parse::<Date>().unwrap().start_ms_jst().unwrap()
    }

    fn paid(wallet: u8, gross_yen: u128, local_tax_yen: u128) -> What {
        let quote = Quote { units: 1, gross_yen, national_tax_yen: 0, local_tax_yen, net_yen: 0, principal_yen: 0 };
        What::Paid { event: 3, to: account(wallet), quote }
    }

    fn linked(wallet: u8, investor_id: u64) -> What {
        What::Linked { wallet: account(wallet), investor_id }
    }

    #[test]
    fn every_prefecture_has_its_number() {
        assert_eq!(
            (PREFECTURES[0], PREFECTURES[12], PREFECTURES[26], PREFECTURES[46]),
            ("北海道", "東京都", "大阪府", "沖縄県")
        );
        let distinct: std::collections::BTreeSet<_> = PREFECTURES.into_iter().collect();
        assert_eq!(distinct.len(), 47);
    }

    #[test]
    fn a_move_after_the_payment_date_changes_nothing_and_one_before_it_does() {
        let payment_ms = start_ms("2027-03-12");
        let days = BTreeMap::from([(3, "2027-03-12".parse::<Date>().unwrap().days())]);
        let history = of([
            (10, lives(7, None, 13)),
            (10, lives(8, None, 13)),
            (10, lives(9, None, 13)),
            (11, linked(1, 7)),
            (11, linked(2, 8)),
            (11, linked(3, 9)),
            (payment_ms - DAY_MS, lives(8, Some(13), 27)),
            (payment_ms + 1, paid(1, 1_000, 50)),
            (payment_ms + 2, paid(2, 2_000, 100)),
            // A corporation pays none.
            (payment_ms + 2, paid(2, 9_000, 0)),
            // On the payment date, after the payment; and later.
            (payment_ms + 3, lives(7, Some(13), 1)),
            (payment_ms + DAY_MS, lives(9, Some(13), 47)),
            // Who claims in April was a resident of Tokyo on the payment date.
            (start_ms("2027-04-02"), paid(3, 4_000, 200)),
        ]);
        let shares = shares(&history, &days).unwrap();
        let share = |payees, gross_yen, local_yen| Share { payees, gross_yen, local_yen };
        assert_eq!(shares[&(3, (2027, 3))], BTreeMap::from([(13, share(1, 1_000, 50)), (27, share(1, 2_000, 100))]));
        assert_eq!(shares[&(3, (2027, 4))], BTreeMap::from([(13, share(1, 4_000, 200))]));
        assert!(add_up(&shares, &BTreeMap::from([(3, 350)])).is_ok());
        let error = add_up(&shares, &BTreeMap::from([(3, 351)])).unwrap_err();
        assert!(error.to_string().contains("351"), "{error}");
        let rows = rows(&shares, &days, BankCalendar::BY_RULE).unwrap();
        assert_eq!(rows.len(), 2 * 47);
        assert_eq!(
            rows[12][..6],
            ["3", "2027-03-12", "2027-03", "2027-04-12", "13", "東京都"].map(|text| match text {
                "3" => json!(3),
                text => json!(text),
            })
        );
        assert_eq!(rows[12][8], json!(50));
    }

    #[test]
    fn who_is_not_known_to_live_in_a_prefecture_is_shown_apart() {
        let days = BTreeMap::from([(3, 20_000)]);
        let shares = shares(&of([(20_000 * DAY_MS, paid(1, 1_000, 50))]), &days).unwrap();
        let rows = rows(&shares, &days, BankCalendar::BY_RULE).unwrap();
        assert_eq!((rows.len(), &rows[47][5], &rows[47][8]), (48, &json!("不明"), &json!(50)));
        let abroad = Residence { country: 840, area: 0 };
        assert_eq!((prefecture(Some(abroad)), prefecture(None)), (0, 0));
        assert_eq!(prefecture(Some(Residence { country: 392, area: 13_101 })), 13);
    }

    #[test]
    fn tax_is_due_on_the_tenth_of_the_next_month_or_the_next_business_day() {
        let due = |month| due_date(month, BankCalendar::BY_RULE).unwrap().to_string();
        // 10 April 2027 is a Saturday, 10 October 2027 a Sunday before a holiday, 10 January 2028 a holiday.
        assert_eq!(
            (due((2027, 3)), due((2027, 9)), due((2027, 12))),
            ("2027-04-12".into(), "2027-10-12".into(), "2028-01-11".into())
        );
        assert_eq!(due((2027, 2)), "2027-03-10");
        assert!(due_date((2099, 12), BankCalendar::BY_RULE).is_err());
    }
}
