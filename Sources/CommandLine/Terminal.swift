import Glibc

/// The standard streams of the process, by file descriptor.
public enum StandardStream: Int32, Sendable {
    case input = 0
    case output = 1
    case standardError = 2

    public var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Columns of the terminal; `nil` when it is none or does not say.
    public var width: Int? {
        var size = winsize()
        guard isTerminal, ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Whether colour is welcome: on a terminal, unless `NO_COLOR` is set and not empty, or the terminal is dumb.
    public func usesColor(environment: [String: String]) -> Bool {
        isTerminal && allowsColor(environment: environment)
    }
}

/// What the environment says about colour, whatever the stream is.
func allowsColor(environment: [String: String]) -> Bool {
    environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
}

/// Writes all of a text, however often it takes; what a closed reader misses is lost.
public func writeText(_ text: String, to stream: StandardStream) {
    var text = text
    text.withUTF8 { bytes in
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
            let count = write(stream.rawValue, rest.baseAddress, rest.count)
            if count < 0 {
                guard errno == EINTR else { return }
            } else {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}
