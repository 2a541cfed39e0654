import Testing
import Wire

@Suite struct ByteReaderTests {
    @Test("Integers are big-endian and advance the cursor")
    func integers() throws {
        let values = try ByteReader.read([0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07]) { reader throws(WireError) in
            (try reader.read(as: UInt8.self), try reader.read(as: UInt16.self), try reader.read(as: UInt32.self))
        }
        #expect(values == (0x01, 0x0203, 0x0405_0607))
    }

    @Test("A failed read moves nothing")
    func truncated() throws {
        try ByteReader.read([1, 2, 3]) { reader throws(WireError) in
            let tooMuch = try? reader.read(as: UInt32.self)
            #expect(tooMuch == nil)
            let before = reader.remaining
            try reader.skip(3)
            let isAtEnd = reader.isAtEnd
            #expect(before == 3 && isAtEnd)
        }
    }

    @Test("A slice cannot read past its parent and reports outer offsets")
    func slices() throws {
        let error = try ByteReader.read([0, 0, 9, 9]) { reader throws(WireError) -> WireError? in
            try reader.skip(2)
            var child = try reader.slice(1)
            do throws(WireError) {
                _ = try child.read(as: UInt16.self)
                return nil
            } catch {
                return error
            }
        }
        #expect(error == WireError(.truncated(needed: 1), at: 2))
    }

    @Test("Leftover bytes are an error with their offset")
    func leftover() {
        #expect(throws: WireError(.leftover(count: 1), at: 1)) {
            try ByteReader.read([1, 2]) { reader throws(WireError) in
                try reader.skip(1)
                try reader.requireEnd()
            }
        }
    }

    @Test("Odd widths read as one integer", arguments: [(6, UInt128(0x5254_0012_3456)), (0, 0), (1, 0x52)])
    func oddWidths(count: Int, expected: UInt128) throws {
        let value = try ByteReader.read([0x52, 0x54, 0x00, 0x12, 0x34, 0x56]) { reader throws(WireError) in
            try reader.readInteger(byteCount: count)
        }
        #expect(value == expected)
    }
}

@Suite struct ByteWriterTests {
    @Test("A length is patched after its body, and padding counts from the structure")
    func lengths() {
        var writer = ByteWriter()
        writer.write(UInt8(0xff))
        let start = writer.count
        writer.write(UInt16(7))
        writer.write(UInt16(0))
        writer.write(UInt128(0x5254_0012_3456), byteCount: 6)
        writer.patch(UInt16(writer.count - start), at: start + 2)
        writer.pad(from: start)
        #expect(writer.bytes == [0xff, 0, 7, 0, 10, 0x52, 0x54, 0, 0x12, 0x34, 0x56, 0, 0, 0, 0, 0, 0])
    }

    @Test("Words, heads with a value of any width, and zeros stand one behind the other, wherever the room ends")
    func severalAtOnce() {
        for before in 0..<80 {
            var writer = ByteWriter()
            writer.writeZeros(before)
            writer.write(words: [0x0102_0304_0506_0708, 0x1112_1314_1516_1718])
            for byteCount in 0...8 {
                writer.write(head: 0xa1a2_a3a4, low: 0x2122_2324_2526_2728, byteCount: byteCount)
            }
            writer.write(UInt8(0xff))
            var expected = [UInt8](repeating: 0, count: before)
            expected += [1, 2, 3, 4, 5, 6, 7, 8, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18]
            for byteCount in 0...8 {
                expected += [0xa1, 0xa2, 0xa3, 0xa4]
                expected += [0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28].suffix(byteCount)
            }
            #expect(writer.take() == expected + [0xff])
        }
    }

    @Test("The first overflow is kept until what was written is taken back")
    func overflow() {
        var writer = ByteWriter()
        writer.write(UInt32(1))
        let start = writer.count
        writer.write(UInt32(2))
        writer.noteOverflow(of: "first", found: 300, limit: 255)
        writer.noteOverflow(of: "second", found: 400, limit: 255)
        #expect(writer.overflow == LengthOverflow(of: "first", found: 300, limit: 255))
        writer.takeBack(to: start)
        #expect(writer.bytes == [0, 0, 0, 1])
        #expect(writer.overflow == nil)
        writer.write(UInt16(3))
        #expect(writer.bytes == [0, 0, 0, 1, 0, 3])
        writer.noteOverflow(of: "third", found: 256, limit: 255)
        _ = writer.take()
        #expect(writer.overflow == nil)
    }

    @Test("Taking the bytes leaves an empty writer")
    func take() {
        var writer = ByteWriter()
        writer.write(UInt32(1))
        #expect(writer.take() == [0, 0, 0, 1])
        #expect(writer.count == 0)
    }

    @Test("What is taken is what was written, whether its room is full, spare or reserved, and leaves nothing behind")
    func takeAll() {
        var writer = ByteWriter()
        for count in [0, 1, 63, 64, 65, 127, 128, 5000, 8191, 8192, 70_000] {
            for room in [0, count, count + count / 16, 4 * count] {
                writer.reserve(room)
                let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ room) }
                writer.write(bytes: bytes)
                #expect(writer.count == count)
                let taken = writer.take()
                #expect(taken == bytes)
                #expect(taken.capacity <= count + count / 8 + 64, "spare room is not handed over")
                #expect(writer.count == 0 && writer.bytes.isEmpty)
            }
        }
    }
}
