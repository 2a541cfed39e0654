import Glibc

/// What libFuzzer calls with each input: the targets of the decoder that the environment names.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    for target in targets { target.run(input) }
    return 0
}

private let targets: [Target] = {
    switch getenv("WEFT_FUZZ_DECODER").map({ String(cString: $0) }) {
    case "openflow": [.openFlow, .openFlowSession]
    case "ovsdb": [.json, .databaseNotation, .databaseSession]
    // By itself: a directed session takes many times as long as all of the others.
    case "ovsdb-events": [.databaseEvents]
    default: fatalError("WEFT_FUZZ_DECODER is openflow, ovsdb or ovsdb-events")
    }
}()
