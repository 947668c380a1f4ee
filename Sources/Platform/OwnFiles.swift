import Foundation
import Synchronization

/// The temporary files and folders that this process has made and that nobody wants if it ends now: `removeAll` removes
/// them, also from a signal handler. Of a folder only what is registered itself is removed with it.
///
/// So nothing here waits, but for a file that is being created just then, and memory is set aside once: a fixed number
/// of places for paths, each with a state that changes atomically. Who moves a place out of `taken` owns it: a path is
/// either forgotten by its owner or removed, and never changed under the hands of the one that removes it.
public enum OwnFiles {
  private static let placeCount = 64
  private static let (free, changing, taken, removed, creating) = (0, 1, 2, 3, 4)
  /// Never freed; a handler reads it.
  nonisolated(unsafe) private static let places: UnsafeMutablePointer<Place> = {
    let places = UnsafeMutablePointer<Place>.allocate(capacity: placeCount)
    for index in 0..<placeCount { (places + index).initialize(to: Place()) }
    return places
  }()
  private static let isEnding = Atomic<Bool>(false)

  private struct Place: ~Copyable {
    let state = Atomic<Int>(0)
    let path = UnsafeMutablePointer<CChar>.allocate(capacity: Int(PATH_MAX))
  }

  /// Makes the memory; before a signal handler is set that calls `removeAll`.
  public static func prepare() { _ = (places, isEnding.load(ordering: .relaxed)) }

  /// From now on the file or folder at `path`, which is this process's alone, goes with the process. More than 64 at a
  /// time, or paths too long for the system, are not kept in mind.
  public static func register(_ path: String) {
    if let index = take(path, to: changing) { places[index].state.store(taken, ordering: .sequentiallyConsistent) }
    guard isEnding.load(ordering: .sequentiallyConsistent) else { return }
    // The last look of `removeAll` may have been before this: the process ends, and begins nothing new.
    if unlink(path) != 0 { rmdir(path) }
    while true { pause() }
  }

  /// Makes a file that goes with the process from its first moment: `removeAll` on another thread waits for it, and
  /// this thread gets no signal meanwhile.
  ///
  /// - Parameter make: opens the file exclusively.
  /// - Returns: what `make` gave, its descriptor; −1 for none, and `errno` is that of `make`.
  public static func create(_ path: String, _ make: () -> Int32) -> Int32 {
    var (all, former) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &former)
    let place = take(path, to: creating)
    if isEnding.load(ordering: .sequentiallyConsistent) {
      if let place { places[place].state.store(free, ordering: .releasing) }
      while true { pause() }
    }
    let descriptor = make()
    let reason = errno
    if let place { places[place].state.store(descriptor < 0 ? free : taken, ordering: .sequentiallyConsistent) }
    pthread_sigmask(SIG_SETMASK, &former, nil)
    errno = reason
    return descriptor
  }

  /// A free place, now in `state` and with this path; nil if there is none or the path is too long for the system.
  private static func take(_ path: String, to state: Int) -> Int? {
    path.withCString { text in
      let count = strlen(text) + 1
      guard count <= Int(PATH_MAX), let index = (0..<placeCount).first(where: { move($0, from: free, to: state) })
      else { return nil }
      memcpy(places[index].path, text, count)
      return index
    }
  }

  /// The file at `path` stays: it has got its name, or is removed already.
  public static func forget(_ path: String) {
    path.withCString { wanted in
      for index in 0..<placeCount where places[index].state.load(ordering: .acquiring) == taken {
        guard strcmp(places[index].path, wanted) == 0, move(index, from: taken, to: changing) else { continue }
        places[index].state.store(free, ordering: .releasing)
        return
      }
    }
  }

  /// Removes one of them, whose turn has come.
  public static func remove(_ path: String) {
    unlink(path)
    forget(path)
  }

  /// Removes every registered file, then the folders. The process has to end after it; may be called from a signal
  /// handler.
  public static func removeAll() {
    isEnding.store(true, ordering: .sequentiallyConsistent)
    // A system call of another thread; a disk that does not answer is waited for no longer than 2 s in all.
    var patience = 2000
    for index in 0..<placeCount {
      while patience > 0, places[index].state.load(ordering: .sequentiallyConsistent) == creating {
        usleep(1000)
        patience -= 1
      }
    }
    for index in 0..<placeCount where move(index, from: taken, to: removed) { unlink(places[index].path) }
    // What is left are folders, empty by now unless somebody has put something into them.
    for index in 0..<placeCount where places[index].state.load(ordering: .acquiring) == removed {
      rmdir(places[index].path)
    }
  }

  private static func move(_ index: Int, from old: Int, to new: Int) -> Bool {
    places[index].state.compareExchange(expected: old, desired: new, ordering: .sequentiallyConsistent).exchanged
  }
}
