// What the official npm client sees of a running grid; FARAI_URL says where it is. Ends with status 1 at the first difference.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: new URL('v1', process.env.FARAI_URL).href, apiKey: 'unused', maxRetries: 0 });
const question = { model: 'far-tiny', seed: 7, temperature: 0.8, max_tokens: 60, messages: [{ role: 'user', content: 'Tell me a story about a fox named Pip.' }] };

const models = await client.models.list();
assert.deepEqual(models.data.map((m) => m.id), ['far-tiny']);

const whole = await client.chat.completions.create(question);
const text = whole.choices[0].message.content;
assert.ok(text.length > 0);
assert.equal(whole.usage.total_tokens, whole.usage.prompt_tokens + whole.usage.completion_tokens);

let streamed = '';
let usage;
for await (const chunk of await client.chat.completions.create({ ...question, stream: true, stream_options: { include_usage: true } })) {
  streamed += chunk.choices[0]?.delta?.content ?? '';
  usage = chunk.usage ?? usage;
}
assert.equal(streamed, text);
assert.equal(usage.completion_tokens, whole.usage.completion_tokens);

const continued = await client.completions.create({ model: 'far-tiny', prompt: 'Once upon a time', max_tokens: 20, temperature: 0 });
assert.equal(continued.usage.completion_tokens, 20);

await assert.rejects(client.chat.completions.create({ ...question, model: 'gpt-9' }), (e) => e instanceof OpenAI.NotFoundError && e.code === 'model_not_found');
await assert.rejects(client.chat.completions.create({ ...question, max_tokens: -1 }), (e) => e instanceof OpenAI.BadRequestError && e.param === 'max_tokens');
console.log(`npm openai client: ${usage.completion_tokens} tokens streamed, errors as expected`);
