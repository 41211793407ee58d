/** Exit code of a job that was interrupted or hung, and must be started again; EX_TEMPFAIL of sysexits.h. */
export const interruptedExitCode = 75;
