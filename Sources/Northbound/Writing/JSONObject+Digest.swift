import JSON

extension JSONObject {
    /// Tells what an object declares from what it declared before: FNV-1a over the serialized members.
    var digest: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in JSONValue.object(self).serializedBytes() { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
