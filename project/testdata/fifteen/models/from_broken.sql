select * from broken
