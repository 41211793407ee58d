/** Lead of EMG over the muscle's force, s: 10 to 100 ms in the literature (Lloyd & Besier 2003). */
export const electromechanicalDelayS = 0.04;
