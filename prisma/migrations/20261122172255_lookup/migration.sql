-- A call is looked up by its request or correlation ID. Bloom filters over ranges of pages cost an insert next to nothing,
-- where a B-tree of random IDs doubles its price; the worker fills them in. Prisma's schema language cannot say it.
-- docs/decisions/0053.
CREATE INDEX "api_call_request_idx" ON "api_call" USING BRIN ("request_id" text_bloom_ops(false_positive_rate = 0.001)) WITH (pages_per_range = 64);
CREATE INDEX "api_call_correlation_idx" ON "api_call" USING BRIN ("correlation_id" text_bloom_ops(false_positive_rate = 0.001)) WITH (pages_per_range = 64);
