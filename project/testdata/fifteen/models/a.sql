select * from b -- want: cycle 15 "a → b → a"
