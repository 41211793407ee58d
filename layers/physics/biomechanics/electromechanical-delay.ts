/** How far EMG runs ahead of the force that it announces, s: 10 to 100 ms in the literature (Lloyd & Besier 2003). */
export const electromechanicalDelayS = 0.04;
