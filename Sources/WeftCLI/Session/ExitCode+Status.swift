import CommandLine

extension ExitCode {
    /// For an answer that names no exit code of its own.
    init(httpStatus: Int) {
        self =
            switch httpStatus {
            case 400, 405, 406, 415: .usage
            case 401, 403: .denied
            case 404: .notFound
            case 409, 412, 428: .conflict
            case 413, 422: .invalidDocument
            default: .notAccepted
            }
    }
}
