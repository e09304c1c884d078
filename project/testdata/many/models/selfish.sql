select * from selfish
