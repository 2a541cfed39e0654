import Foundation

/// Seeds of a randomised test: a few each time, and `WEFT_NIGHTLY=1` runs them at length.
public enum Seeds {
    public static let isNightly = ProcessInfo.processInfo.environment["WEFT_NIGHTLY"] == "1"

    /// `WEFT_SEED=N` runs one seed alone, where a test says so.
    public static let only = ProcessInfo.processInfo.environment["WEFT_SEED"].flatMap { UInt64($0) }

    public static func range(_ count: UInt64, nightly: UInt64) -> Range<UInt64> { 0..<(isNightly ? nightly : count) }
}
