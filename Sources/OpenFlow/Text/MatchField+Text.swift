extension MatchField {
    /// The value, with its mask when there is one, as set_field writes it.
    var valueText: String { TextWriter.text { $0.write(valueOf: self) } }

    /// Bit 0: a fragment; bit 1: not the first.
    var fragmentText: String {
        switch (mask ?? 3, value) {
        case (3, 0), (1, 0): "no"
        case (3, 1): "first"
        case (3, 3), (2, 2): "later"
        case (1, 1): "yes"
        case (2, 0): "not_later"
        default: "<error>"
        }
    }
}

extension SubField {
    /// `NXM_NX_REG0[0..15]`; brackets are empty for the whole field.
    var text: String { TextWriter.text { $0.write(self) } }
}
