"""Is the wheel as fast as a build for this machine alone?

    speed.py LIBRARY [ROUNDS]

Run by the Python of an environment with the wheel installed. The kernel of 4,000 × 784 is computed by LIBRARY (the
checkout's .build/release/libWideLimitC.so) and by every level of the wheel in turn, ROUNDS times (7), each in a process
of its own. Prints the medians, and ends with status 1 where the level that is taken here is more than 10 % slower.
"""

import os
import statistics
import subprocess
import sys

from widelimit import _native

MOST = 1.10
KERNEL = """
import time, numpy, widelimit
x = numpy.random.default_rng(1).standard_normal((4000, 784))
network = widelimit.fully_connected(depth=10, nonlinearity="relu", weight_variance=1.6, bias_variance=0.1)
widelimit.kernel(network, x[:500])
start = time.perf_counter()
widelimit.kernel(network, x)
print(time.perf_counter() - start)
"""


def seconds(environment):
    command = [sys.executable, "-c", KERNEL]
    return float(subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True).stdout)


def main(library, rounds="7"):
    ways = {"this build": {"WIDELIMIT_LIBRARY": library}}
    for level in _native.runnable(_native.levels(), _native.processor_flags()):
        ways[f"wheel, {level}"] = {"WIDELIMIT_LEVEL": level}
    times = {way: [] for way in ways}
    for round in range(int(rounds)):
        # To and fro, so that none is always the first.
        for way in list(ways)[:: 1 if round % 2 == 0 else -1]:
            times[way].append(seconds(ways[way]))
    own = statistics.median(times["this build"])
    print("kernel of 4,000 × 784, ten layers of ReLU, K and Θ; median and range in seconds")
    for way, values in times.items():
        median = statistics.median(values)
        print(f"  {way:18} {median:7.3f}  ({min(values):.3f} to {max(values):.3f})  {median / own:5.2f} of this build")
    level = _native.level()
    taken = statistics.median(times[f"wheel, {level}"]) / own
    if taken > MOST:
        sys.exit(f"Error: the wheel's {level} takes {taken:.2f} of this build's time, and {MOST:.2f} is allowed")


if __name__ == "__main__":
    main(*sys.argv[1:])
