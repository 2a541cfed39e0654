import Wire

/// What is wrong with the properties of a group, of which Open vSwitch has one: how a select group chooses.
struct GroupPropertyCheck {
    private let type: GroupType
    private let command: GroupCommand

    init(_ type: GroupType, _ command: GroupCommand) {
        self.type = type
        self.command = command
    }

    func refusal(_ bytes: [UInt8]) -> Refusal? {
        PropertyCheck.refusal(bytes) { property in
            SelectionMethod.isExperimenter(property.experimenter) && property.experimenterType == SelectionMethod.type
                ? refusal(method: property.value) : PropertyCheck.unknown(property)
        }
    }

    /// Behind the head: four unused bytes, sixteen of the name, eight of the parameter, the fields.
    private func refusal(method value: [UInt8]) -> Refusal? {
        guard type == .select else { return self.value("a group of type select", "type \(type)") }
        guard [.add, .modify, .addOrModify].contains(command) else {
            return self.value("a group that is added or modified", "\(command)")
        }
        guard value.count >= 28 else {
            return Refusal(.badPropertyLength, "selection_method", expected: "40 bytes", found: "\(value.count + 12)")
        }
        let name = value[4..<20].prefix { $0 != 0 }
        guard name.count < 16, name.elementsEqual("hash".utf8) || name.elementsEqual("dp_hash".utf8) else {
            return self.value("hash or dp_hash", String(decoding: name, as: UTF8.self))
        }
        let fields = Array(value[28...])
        guard fields.isEmpty || name.elementsEqual("hash".utf8) else {
            return self.value("no fields with dp_hash", "fields")
        }
        return refusal(fields: fields)
    }

    /// Fields to hash, each with the bits that count as its value.
    private func refusal(fields bytes: [UInt8]) -> Refusal? {
        var reader = ByteReader(bytes.span.bytes)
        var seen: Set<Field> = []
        while !reader.isAtEnd {
            guard let header = try? OXMHeader(from: &reader), let value = try? reader.readBytes(header.payload) else {
                return Refusal(.badMatchLength, "selection_method", expected: "whole fields", found: "less")
            }
            guard let field = header.field, field.entry.access != .absent, value.count == field.byteCount else {
                return Refusal(
                    .badField, header.field?.name ?? "selection_method", expected: "a field of Open vSwitch",
                    found: "class \(header.classID), number \(header.number)")
            }
            guard seen.insert(field).inserted else {
                return Refusal(.duplicateField, field.name, expected: "every field once", found: "it again")
            }
            let isWhole = value.allSatisfy { $0 == value[0] } && (value.first == 0 || value.first == 0xff)
            guard field.isMaskable || isWhole else {
                return Refusal(
                    .badMask, field.name, expected: "all of its bits", found: TextValue.hexadecimal(value))
            }
        }
        return nil
    }

    private func value(_ expected: String, _ found: String) -> Refusal {
        Refusal(.badPropertyValue, "selection_method", expected: expected, found: found)
    }
}
