extension Target {
    /// An OVSDB client whose owner, clock and peer all do what the input says: its first byte is the configuration, then
    /// come the lines of `DatabaseTalk`.
    static let databaseEvents = Target(mutator: Mutator(form: .text(eventTokens)), seeds: talks) { bytes in
        var talk = DatabaseTalk(variant: bytes.first ?? 0)
        for line in bytes.dropFirst().split(separator: UInt8(ascii: "\n")).prefix(400) { talk.step(line) }
        talk.finish()
    }

    private static let eventTokens =
        ["f", "l", "s", "u", "t", "c", "q", "a", "o", "e", "U", "S", "E", "L", "T"]
        .flatMap { verb in (0...7).map { "\n\(verb)\($0)\n" } } + [
            "\ny\n", "\nx\n", "\nr\n", "\nd\n", "\nn\n", "\nK\n", "\no0\no0\no0\n", "@", "~", "#", "{\"id\":@,",
            "\"error\":null,", "\"result\":{}}", "\"result\":[]}", "\"method\":\"update3\",", "{\"id\":null,",
            "\"params\":[\"#\",",
        ]

    /// A session that becomes live: without the server's account, and with.
    private static let plain = "0\no0\no0\n"
    private static let watched = "3\no0\no0\no0\no0\no0\n"

    private static let talks = [
        plain + "t1\nU0\no0\nU4\nU5\nU6\na5\nd\no0\nx\nr\no0\no0\nU1\n",
        plain + "l0\no0\nT0\nL0\nu0\no0\ns0\ns1\no1\no0\nl1\nu1\nl1\no2\no0\nL1\ne0\n",
        plain + "f1\nU5\no0\nf2\nf6\no0\ne0\nf3\ny\no1\no0\nf1\nx\nr\no0\no0\n",
        plain + "t0\nt1\nt2\nc0\no1\no0\nc0\ne0\no0\nq0\nq1\nq2\nq3\no0\no0\no0\no0\n",
        "4\no0\ne0\ne0\no0\nU2\nU1\nU4\nU7\nf1\n", "0\no0\ne0\no0\nU0\nU1\nf2\no0\n",
        watched + "S0\nU0\nS3\no0\no0\nK\no0\no0\nS1\n", watched + "f1\nK\no0\no0\no0\nl0\no0\nS4\no1\no0\n",
        plain + "t1\nn\n" + String(repeating: "E7\n", count: 8) + "t1\n",
        "1\ne0\ne0\no0\no0\nK\n", "3\no1\no0\nS1\n", watched + "n\nt3\nt3\nt3\nt3\nS3\no0\nS4\nn\no0\n",
        plain
            + "{\"id\":null,\"method\":\"update3\",\"params\":[\"#\",\"\(DatabaseSamples.uuid(4))\",{}]}\nt0\n{\"id\":@,\n\"error\":null,\"result\":[]}\n",
        plain
            + "t0\n{\"id\":~,\"error\":\"canceled\",\"result\":null}\n{\"id\":1,\"method\":\"echo\",\"params\":[]}\nU0\nU0\no1\no0\n",
    ].map { Array($0.utf8) }
}
