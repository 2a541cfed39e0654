/// Makes what is printed about two hosts comparable, whose ports have other numbers: names take the place of numbers.
struct PortNames {
    let names: [Int: String]

    /// A NIC's second meter has the number of its port and this (docs/pipeline.md).
    private static let secondMeter = 65_536

    /// The line with ports' names for the numbers of ports and of their meters, and without the digest that the marker has for
    /// a cookie, as that is one of these numbers too.
    func named(_ line: String) -> String {
        line.replacing(#/(in_port=|output:|meter:|meter=|meter_id=)(\d+)/#) { match in
            guard let number = Int(match.2) else { return String(match.0) }
            if let name = names[number] { return "\(match.1)\(name)" }
            if let name = names[number - Self.secondMeter] { return "\(match.1)second of \(name)" }
            return String(match.0)
        }.replacing(#/cookie=0x[0-9a-f]+, table=250,/#, with: "cookie=DIGEST, table=250,")
    }
}
