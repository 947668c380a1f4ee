import Failures
import Foundation

/// The process that feeds a reader: input after input, the number of the one in work in a file, findings on standard
/// output, one a line.
enum ReaderProcess {
  /// Arguments: the campaign, the seed, the first number, the seconds, a folder of its own.
  static func run(_ arguments: [String]) throws {
    guard arguments.count == 5, let campaign = ReaderCampaign.all.first(where: { $0.name == arguments[0] }),
      let seed = UInt64(arguments[1]), let first = Int(arguments[2]), let seconds = Double(arguments[3])
    else { throw Untidiness("reader CAMPAIGN SEED FIRST SECONDS FOLDER") }
    let folder = URL(filePath: arguments[4], directoryHint: .isDirectory)
    let place = open(folder.appending(path: "number").path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    let deadline = Clock.now + seconds
    var number = first
    while Clock.now < deadline {
      _ = withUnsafeBytes(of: number) { pwrite(place, $0.baseAddress, $0.count, 0) }
      if let (kind, reason) = try judge(campaign, seed: seed, number: number, in: folder) {
        print("\(kind.rawValue) \(number) \(reason)")
        fflush(nil)
      }
      number += 1
    }
    _ = withUnsafeBytes(of: number) { pwrite(place, $0.baseAddress, $0.count, 0) }
  }

  static func input(_ campaign: ReaderCampaign, seed: UInt64, number: Int) -> ReaderInput {
    var chance = Chance(seed: seed, campaign: campaign.name, number: number)
    return campaign.input(&chance)
  }

  /// What is wrong with how the reader takes an input; nil: nothing.
  static func judge(_ campaign: ReaderCampaign, seed: UInt64, number: Int, in folder: URL) throws
    -> (kind: Finding.Kind, reason: String)?
  {
    let input = input(campaign, seed: seed, number: number)
    let file = folder.appending(path: "input")
    try Data(input.bytes).write(to: file)
    do {
      let reading = try campaign.read(file)
      switch input.expectation {
      case .refused: return (.silent, "was read, and should have been refused")
      case .reads(let expected), .readsOrRefused(let expected):
        return reading == expected ? nil : (.silent, "was read as something else")
      case .anything: return nil
      }
    } catch let failure as any Failure {
      if case .reads = input.expectation { return (.untidy, "valid, but refused: \(failure.message)") }
      let isOneLine = !failure.message.isEmpty && !failure.message.contains(where: \.isNewline)
      return isOneLine ? nil : (.untidy, "a message that is not one line: \(failure.message)")
    } catch let untidiness as Untidiness {
      return (.untidy, untidiness.reason)
    } catch {
      return (.untidy, "an error that is no Failure: \(error)")
    }
  }
}
