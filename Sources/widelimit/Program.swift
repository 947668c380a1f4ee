import Commands

/// The command-line tool; what it does is in `Commands`, which `widelimit-mpi` has too.
@main struct Main {
  static func main() { Tool.main() }
}
