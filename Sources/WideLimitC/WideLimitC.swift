// The dynamic library libWideLimitC.so: `CInterface` with the Swift runtime inside (Package.swift), so that it loads
// where there is no Swift. It exports what exports.map names, the functions of widelimit.h, and nothing else: two
// programs in one process may bring a Swift each.
import CInterface
