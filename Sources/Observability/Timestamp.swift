/// A moment as RFC 3339 in UTC with milliseconds: `2026-11-20T14:03:07.123Z`. Years 0...9999.
public func timestamp(_ unixMilliseconds: Int64) -> String {
    let day = Int64(86_400_000)
    let days = unixMilliseconds >= 0 ? unixMilliseconds / day : (unixMilliseconds - day + 1) / day
    let time = unixMilliseconds - days * day
    let (year, month, dayOfMonth) = civilDate(daysSince1970: days)
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
    let hours = "\(padded(time / 3_600_000, 2)):\(padded(time / 60_000 % 60, 2)):\(padded(time / 1_000 % 60, 2))"
    return "\(date)T\(hours).\(padded(time % 1_000, 3))Z"
}

/// The Gregorian date, counted in eras of 400 years that begin on 1 March, so that leap days come last.
private func civilDate(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
