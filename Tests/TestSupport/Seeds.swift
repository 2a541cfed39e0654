import Foundation

/// Seeds of a randomised test: a few each time, and `WEFT_NIGHTLY=1` runs them at length.
public enum Seeds {
    public static let isNightly = ProcessInfo.processInfo.environment["WEFT_NIGHTLY"] == "1"

    public static func range(_ count: UInt64, nightly: UInt64) -> Range<UInt64> { 0..<(isNightly ? nightly : count) }
}
