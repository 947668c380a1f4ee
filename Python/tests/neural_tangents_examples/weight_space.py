# Copyright 2019 Google LLC
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     https://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.


# The network of examples/weight_space.py and its kernel; the training of its finite form is left out.

import neural_tangents as nt
from neural_tangents import stax

# Build the network
init_fn, f, kernel_fn = stax.serial(
    stax.Dense(512, 1., 0.05),
    stax.Erf(),
    stax.Dense(10, 1., 0.05))
