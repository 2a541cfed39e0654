import OpenFlow

/// A packet on its way through a switch: the frame as it came, and the fields as actions have made them.
public struct Packet: Hashable, Sendable {
    /// What matches see.
    public internal(set) var fields: FieldValues
    /// Tags, outermost first.
    public internal(set) var tags: [VLANTag]

    /// What the connection tracker has made of it, as long as it is on its way.
    var sighting: ConnectionTracker.Sighting?

    let frame: [UInt8]
    let layout: FrameLayout
    private let extracted: FieldValues

    /// Reads a frame; `metadata` brings what is not in it: input port, tunnel, registers, connection.
    /// First fragments show their ports where `showsFragments` says so.
    public init(_ frame: [UInt8], metadata: FieldValues = FieldValues(), showsFragments: Bool = false) {
        let extraction = FlowExtraction(frame, metadata, showsFragments: showsFragments)
        self.frame = frame
        layout = extraction.layout
        tags = extraction.tags
        fields = extraction.fields
        extracted = extraction.fields
    }

    /// The frame with what actions changed: bytes that no field stands for are as they came, checksums follow.
    public var bytes: [UInt8] {
        guard frame.count >= 14 else { return frame }
        var editor = FrameEditor(frame, layout)
        for header in HeaderField.all where fields[header.field] != extracted[header.field] {
            editor.apply(header, fields[header.field], fields)
        }
        var bytes = editor.bytes
        let head = octets(fields[.ethernetDestination], 6) + octets(fields[.ethernetSource], 6)
        let tagBytes = tags.flatMap { tag in
            octets(UInt128(tag.type), 2) + octets(UInt128(tag.control & 0xefff), 2)
        }
        bytes.replaceSubrange(0..<layout.etherType, with: head + tagBytes)
        return bytes
    }

    /// Whether the packet has what `field` needs to mean anything (OpenFlow 1.5.1 section 7.2.3.6).
    func meets(_ prerequisites: [Field.Prerequisite]) -> Bool {
        prerequisites.allSatisfy { prerequisite in
            let value = fields[prerequisite.field]
            switch prerequisite.condition {
            case .anyOf(let values): return values.contains(value)
            case .bits(let bits): return value & bits == bits
            case .validConnection: return value & 0x20 != 0 && value & 0x10 == 0
            }
        }
    }

    /// Writes bits of a field. Nothing happens when the packet has no such header: Open vSwitch does the same.
    mutating func set(_ part: SubField, _ value: UInt128) {
        guard meets(part.field.prerequisites) else { return }
        fields[part] = value
        switch part.field {
        case .vlanVID, .vlanPCP: setTag()
        default: break
        }
    }

    private mutating func setTag() {
        let control = UInt16(fields[.vlanVID] & 0xfff) | 0x1000 | UInt16(fields[.vlanPCP]) << 13
        if fields[.vlanVID] & 0x1000 == 0 {
            popTag()
        } else if tags.isEmpty {
            tags.append(VLANTag(type: 0x8100, control: control))
        } else {
            tags[0].control = control
        }
    }

    mutating func pushTag(_ type: UInt16) {
        let control = tags.first?.control ?? 0x1000
        tags.insert(VLANTag(type: type, control: control | 0x1000), at: 0)
        showTag()
    }

    mutating func popTag() {
        if !tags.isEmpty { tags.removeFirst() }
        showTag()
    }

    private mutating func showTag() {
        fields[.vlanVID] = UInt128((tags.first?.control ?? 0) & 0x1fff)
        fields[.vlanPCP] = UInt128((tags.first?.control ?? 0) >> 13)
    }
}

/// The low `count` bytes of a number, big-endian.
func octets(_ value: UInt128, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt128(8 * (count - 1 - $0))) }
}
