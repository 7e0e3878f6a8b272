"""Question + facts + date + last turn -> answer. Pure: no I/O, no clock."""

import os

# Learning takes a second on one core. More threads of OpenBLAS gain a third of it on an idle machine, and lose many
# times that on a small server that has other work, as they wait for each other by spinning. Read when numpy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
