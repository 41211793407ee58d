/** With it a job says that it was interrupted, or hung, and wants to be started again; EX_TEMPFAIL of sysexits.h. */
export const interruptedExitCode = 75;
