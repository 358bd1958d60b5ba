CREATE TABLE shop_article (name VARCHAR(50));
