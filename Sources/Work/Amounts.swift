import Foundation

/// Numbers as people read them: durations, and sizes in powers of ten (1 GB = 10⁹ bytes).
public enum Amounts {
  /// 0.4 → "under 1 s", 12 → "12 s", 80 → "1 min 20 s", 7,500 → "2 h 05 min", 200,000 → "2 d 8 h".
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "very long" }
    guard seconds >= 0.5 else { return "under 1 s" }
    let whole = Int(seconds.rounded())
    switch whole {
    case ..<60: return "\(whole) s"
    case ..<3600:
      let (minutes, rest) = whole.quotientAndRemainder(dividingBy: 60)
      return rest == 0 ? "\(minutes) min" : "\(minutes) min \(padded(rest)) s"
    case ..<86400:
      let (hours, rest) = ((whole + 30) / 60).quotientAndRemainder(dividingBy: 60)
      return rest == 0 ? "\(hours) h" : "\(hours) h \(padded(rest)) min"
    default:
      let (days, rest) = ((whole + 1800) / 3600).quotientAndRemainder(dividingBy: 24)
      return rest == 0 ? "\(days) d" : "\(days) d \(rest) h"
    }
  }

  /// 512 → "512 B", 1,500 → "1.5 kB", 2,500,000,000 → "2.5 GB".
  public static func bytes(_ count: Int) -> String {
    var value = Double(count)
    for unit in ["B", "kB", "MB", "GB", "TB"] {
      // 999.5 of a unit would print as "1000".
      if value < (unit == "B" ? 1000 : 999.5) || unit == "TB" {
        let digits = unit == "B" || value >= 9.95 ? 0 : 1
        return String(format: "%.\(digits)f \(unit)", value)
      }
      value /= 1000
    }
    return "\(count) B"
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
