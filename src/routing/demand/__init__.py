"""Which visits are mandatory, due or welcome on a day, by when and why: pure functions without a solver."""
