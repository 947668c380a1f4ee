import CHDF5
import Foundation

/// Links of HDF5 files to objects in others. The library opens whatever has the name that a link gives, and waits for
/// ever for whoever might write into a pipe.
enum ExternalLinks {
  /// A list for opening what links lead to that follows external links to regular files only: for any object, or for
  /// a group by the library's function for groups.
  static func access(_ path: String, ofGroup: Bool = false) throws -> Handle {
    let access = try Library.handle(path, "set up the reading of it") {
      H5Pcreate(ofGroup ? hdf5_group_access() : hdf5_dataset_access())
    }
    try Library.call(path, "set up the reading of it") {
      H5Pset_elink_cb(
        access.id, { parent, _, child, _, _, _, _ in ExternalLinks.isFollowed(from: parent, to: child) ? 0 : -1 }, nil)
    }
    return access
  }

  /// Whether nothing of that name, wherever the library may look for it, is a pipe or a device.
  private static func isFollowed(from parent: UnsafePointer<CChar>?, to child: UnsafePointer<CChar>?) -> Bool {
    guard let parent, let child else { return false }
    let url = URL(filePath: String(cString: parent))
    return ExternalFiles.places(of: String(cString: child), from: url).allSatisfy { place in
      var information = stat()
      return stat(place.path, &information) != 0 || [S_IFREG, S_IFDIR].contains(information.st_mode & S_IFMT)
    }
  }

  /// What a link in `group` says that it leads to, for a message.
  static func target(of link: String, in group: hid_t, _ access: Handle) -> String? {
    var value = [CChar](repeating: 0, count: 4096)
    switch Library.locked({ hdf5_link_value(group, link, &value, value.count - 1, access.id) }) {
    case H5L_TYPE_SOFT.rawValue: return text(value)
    case H5L_TYPE_EXTERNAL.rawValue:
      var (file, object): (UnsafePointer<CChar>?, UnsafePointer<CChar>?) = (nil, nil)
      return value.withUnsafeBytes { bytes in
        guard Library.locked({ H5Lunpack_elink_val(bytes.baseAddress, bytes.count, nil, &file, &object) }) >= 0,
          let file, let object
        else { return nil }
        return "\(String(cString: object)) in \(String(cString: file))"
      }
    default: return nil
    }
  }

  private static func text(_ value: [CChar]) -> String {
    String(decoding: value.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
