import Failures
import Foundation
import Platform
import Suite
import Synchronization
import Work

/// What signals do that ask the tool to end: Ctrl-C, a closed terminal, a scheduler's notice (SIGTERM, SIGUSR1, …), the
/// end of the processor time; and what else would end it without its files being removed.
///
/// The tool removes its temporary files, ends its children and leaves with status 130 within the signal; a cell of an
/// experiment is finished first, for at most `patience` seconds unless it was Ctrl-C that asked, and a kernel in tiles
/// breaks off by itself to say where it goes on. A second signal ends that, too. A handler may only do what is safe
/// anywhere: atomic operations and system calls on memory that is there.
enum Signals {
  /// Less than the 30 s that Slurm leaves between SIGTERM and SIGKILL.
  static let patience: UInt32 = 20
  private static let all =
    [
      SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGALRM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF, SIGIO, SIGPWR,
      SIGSTKFLT,
    ] + Array(__libc_current_sigrtmin()...__libc_current_sigrtmax())
  /// Set by the thread that ends the process, by a signal or because all is done or an error is known.
  private static let isLeaving = Atomic<Bool>(false)
  /// Whether another process has the word and ends this one.
  private static let isFollowing = Atomic<Bool>(false)

  /// From here on signals are handled as above. One that is ignored (nohup, `trap ''`) stays so, except for those that
  /// shells ignore in everything that they run in the background.
  static func handle() {
    // A reader that has gone and a limit on file sizes are errors of a write like others, not a reason to end at once.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    // Made here, because making it inside a handler would not be safe.
    _ = (Interruption.ofProcess.isRequested, patience, isLeaving.load(ordering: .relaxed))
    _ = isFollowing.load(ordering: .relaxed)
    OwnFiles.prepare()
    OwnChildren.prepare()
    LastWord.prepare()
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { Signals.received($0) }
    action.sa_flags = SA_RESTART
    // One after the other on a thread, so that none breaks into the removal of files.
    for number in all { sigaddset(&action.sa_mask, number) }
    for number in all where [SIGINT, SIGQUIT].contains(number) || !isIgnored(number) { sigaction(number, &action, nil) }
    pthread_sigmask(SIG_UNBLOCK, &action.sa_mask, nil)
    handleAborts()
  }

  /// Where a limit on address space is met in spite of all estimates, Swift says how much it could not allocate and
  /// aborts.
  private static func handleAborts() {
    guard AddressSpace.isLimited else { return }
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      // The process is ending already: by another thread, which gets the time for it, or by this one, which cannot.
      if Signals.isLeaving.load(ordering: .sequentiallyConsistent) {
        for _ in 0..<300 { usleep(10_000) }
        _exit(ExitStatus.doesNotFit.rawValue)
      }
      Signals.leave(.doesNotFit, saying: nil)
    }
    sigfillset(&action.sa_mask)
    sigaction(SIGABRT, &action, nil)
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// What comes from here on changes neither the status nor what has been said: the process is about to end by itself.
  static func end() {
    if isLeaving.exchange(true, ordering: .sequentiallyConsistent) { while true { pause() } }
  }

  /// From here on a signal is only remembered (`Interruption.ofProcess`), and says nothing.
  static func follow() { isFollowing.store(true, ordering: .sequentiallyConsistent) }

  private static func received(_ number: Int32) {
    if isLeaving.load(ordering: .sequentiallyConsistent) { return }
    let errorNumber = errno
    if number != SIGXCPU, isFollowing.load(ordering: .sequentiallyConsistent) {
      Interruption.ofProcess.request()
      errno = errorNumber
      return
    }
    // Of the processor time nothing is left to finish anything in.
    let (isFinishing, isTelling) = (Interruption.ofProcess.isFinishing, Interruption.ofProcess.isTelling)
    if number != SIGXCPU, number != SIGALRM, isFinishing || isTelling, !Interruption.ofProcess.request() {
      if isFinishing { say("finishing the cell in work; press Ctrl-C again to end at once\n") }
      if number != SIGINT || !isFinishing { alarm(patience) }
      errno = errorNumber
      return
    }
    leave(
      .interrupted,
      saying: number == SIGXCPU
        ? "Error: interrupted: the processor time is used up (`ulimit -t`); the same command goes on, or needs more\n"
        : "Error: interrupted; the same command does it again, or goes on where it stopped\n")
  }

  /// Ends the process. Of several signals that threads get at a time the first does.
  private static func leave(_ status: ExitStatus, saying text: StaticString?) -> Never {
    end()
    OwnChildren.endAll()
    OwnFiles.removeAll()
    if let text { say(text) }
    LastWord.speak(status.rawValue)
    _exit(status.rawValue)
  }

  /// On a line of its own: a terminal may show a bar.
  private static func say(_ text: StaticString) {
    if isatty(STDERR_FILENO) != 0 { write("\n") }
    write(text)
  }

  private static func write(_ text: StaticString) {
    _ = Foundation.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }
}
