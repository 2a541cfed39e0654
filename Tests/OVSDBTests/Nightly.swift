import Glibc

/// Whether tests run at length: `WEFT_NIGHTLY=1`.
enum Nightly {
    static let isOn = getenv("WEFT_NIGHTLY").map { String(cString: $0) } == "1"
}
