"""The rig: real processes, killed at every step, against couriers that lose and delay replies."""
