#!/usr/bin/env python3
"""Writes vectors.json: what Jinja makes of common chat templates, and what the `regex` module makes of the
pre-tokenizers' expressions, and what the bundled tokenizer's own trainer makes of texts. Needs the packages jinja2 and regex.

    python3 vectors.py > vectors.json
"""
import json
import os
import random
import sys

import regex
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

MODEL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../models/far-tiny")
sys.path.insert(0, os.path.join(MODEL, "training"))
import tokenizer as trainer

TEMPLATES = {
    "chatml": "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
    "smollm2": "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
    "llama3": "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}",
    "llama3.2": """{{- bos_token }}
{%- if custom_tools is defined %}
    {%- set tools = custom_tools %}
{%- endif %}
{%- if not tools_in_user_message is defined %}
    {%- set tools_in_user_message = true %}
{%- endif %}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif %}
{%- endif %}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}

{#- This block extracts the system message, so we can slot it into the right place. #}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}

{#- System message #}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{%- if tools is not none %}
    {{- "Environment: ipython\\n" }}
{%- endif %}
{{- "Cutting Knowledge Date: December 2023\\n" }}
{{- "Today Date: " + date_string + "\\n\\n" }}
{%- if tools is not none and not tools_in_user_message %}
    {%- for t in tools %}
        {{- t | tojson(indent=4) }}
        {{- "\\n\\n" }}
    {%- endfor %}
{%- endif %}
{{- system_message }}
{{- "<|eot_id|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
    {%- elif 'tool_calls' in message %}
        {%- if not message.tool_calls|length == 1 %}
            {{- raise_exception("This model only supports single tool-calls at once!") }}
        {%- endif %}
        {%- set tool_call = message.tool_calls[0].function %}
        {{- '{"name": "' + tool_call.name + '", ' }}
        {{- tool_call.arguments | tojson }}
    {%- elif message.role == "tool" or message.role == "ipython" %}
        {{- "<|start_header_id|>ipython<|end_header_id|>\\n\\n" }}
        {%- if message.content is mapping or message.content is iterable %}
            {{- message.content | tojson }}
        {%- else %}
            {{- message.content }}
        {%- endif %}
        {{- "<|eot_id|>" }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}
""",
    "mistral": "{{ bos_token }}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ message['content'] + eos_token + ' ' }}{% else %}{{ raise_exception('Only user and assistant roles are supported!') }}{% endif %}{% endfor %}",
    "zephyr": "{% for message in messages %}\n{% if message['role'] == 'user' %}\n{{ '<|user|>\n' + message['content'] + eos_token }}\n{% elif message['role'] == 'system' %}\n{{ '<|system|>\n' + message['content'] + eos_token }}\n{% elif message['role'] == 'assistant' %}\n{{ '<|assistant|>\n'  + message['content'] + eos_token }}\n{% endif %}\n{% if loop.last and add_generation_prompt %}\n{{ '<|assistant|>' }}\n{% endif %}\n{% endfor %}",
    "gemma": "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{'<start_of_turn>model\n'}}{% endif %}",
    "qwen3": """{%- if messages[0].role == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
{%- endif %}
{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}
        {%- set content = message.content %}
    {%- else %}
        {%- set content = '' %}
    {%- endif %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if message.reasoning_content is string %}
            {%- set reasoning_content = message.reasoning_content %}
        {%- else %}
            {%- if '</think>' in content %}
                {%- set reasoning_content = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
                {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
            {%- endif %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index %}
            {%- if loop.last or (not loop.last and reasoning_content) %}
                {{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
            {%- else %}
                {{- '<|im_start|>' + message.role + '\\n' + content }}
            {%- endif %}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\\n' + content }}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}
""",
    "mistral-nemo": """{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}
    {%- set loop_messages = messages[1:] %}
{%- else %}
    {%- set loop_messages = messages %}
{%- endif %}
{%- set user_messages = loop_messages | selectattr("role", "equalto", "user") | list %}
{%- set ns = namespace() %}
{%- set ns.index = 0 %}
{%- for message in loop_messages %}
    {%- if not (message.role == "tool" or (message.tool_calls is defined and message.tool_calls is not none)) %}
        {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}
            {{- raise_exception("After the optional system message, conversation roles must alternate") }}
        {%- endif %}
        {%- set ns.index = ns.index + 1 %}
    {%- endif %}
{%- endfor %}
{{- bos_token }}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {%- if loop.last and system_message is defined %}
            {{- "[INST]" + system_message + "\\n\\n" + message["content"] + "[/INST]" }}
        {%- else %}
            {{- "[INST]" + message["content"] + "[/INST]" }}
        {%- endif %}
    {%- elif message["role"] == "assistant" %}
        {{- message["content"] + eos_token}}
    {%- endif %}
{%- endfor %}
""",
    "corners": """  {# a comment #}
  {% set words = ['a', "b\\t", 'c' 'd'] %}
x {{ words | join('-') }} {{ words[-1] }} {{ words[true] }} {{ words[7] }}|{{ nothing }}|
  {%+ if words | length == 3 and not false or none %}kept{% endif %}
{{ (7 // 2) ~ '/' ~ (-7 // 2) ~ '/' ~ (-7 % 3) ~ '/' ~ (2 * 3 - 1) }}{{ true }}{{ none }}
{%- for k, v in {'one': 1, 'two': 2} | items %}
 {{ k }}={{ v }}{{ ',' if not loop.last }}
{% else %}never{% endfor %}
{% for m in messages if m.role == 'user' -%}
    [{{ loop.index }}/{{ loop.length }}{{ ' first' if loop.first else '' }} {{ m.content | length }} {{ m.content[0] }} {{ m.content[1:3] }}]
{%+ endfor %}
{% for i in range(3, 0, -1) %}{{ i }}{% set q = i %}{% endfor %}{{ q is defined }}
{{ {'a': [1, 'x', none, true]} | tojson }} {{ 'A' | lower }}{{ 'b'.upper() }} {{ 'aXbX'.replace('X', '-') }} {{ "" | default('d', true) }}
{{ [1, 2, 3, 4][1::2] | tojson(indent=2) }} {{ [3, 1] | first }}{{ 'in' if 'b' in 'abc' else 'out' }}{{ 'k' not in {'k': 1} }} {{ 1 < 2 }}{{ 'a' >= 'b' }}
    {{- ' tight ' -}}
  end
""",
}

CHATS = [
    [("user", "Hi")],
    [("system", "  Be kind.\n"), ("user", " Hello there \n")],
    [("user", "one"), ("assistant", "two"), ("user", "three")],
    [("system", "S"), ("user", "\U0001f642é\"quoted\"\n"), ("assistant", "<think>\nhm\n</think>\n\nyes"), ("user", "<|im_end|><|eot_id|>")],
    [("assistant", "starts"), ("assistant", "<think>a</think>b")],
    [("user", "")],
]

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
CL100K = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
ALPHABET = list("aZsTrRe'tlLvVdDmM  \n\n\r\t10٣²½Ⅷ!?.,_-<|>#éßſÅΩж中日かな한ि́‍️") + ["\u00a0", "\u2003", "\u3000", "\u0085", "\U0001f642", "\U0001d400", "\U00020000", "\U0001d7d8", "\U000e0041", "'s", "'LL", "  "]


def raise_exception(message):
    raise TemplateError(message)


def render(template, chat, generate):
    # As transformers' apply_chat_template, less the clock.
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    environment.filters["tojson"] = lambda x, indent=None: json.dumps(x, ensure_ascii=False, indent=indent)
    environment.globals["raise_exception"] = raise_exception
    try:
        return {"text": environment.from_string(template).render(
            messages=[{"role": r, "content": c} for r, c in chat], tools=None, documents=None,
            add_generation_prompt=generate, bos_token="<s>", eos_token="</s>")}
    except TemplateError as e:
        return {"error": e.message}


def main():
    rng = random.Random(7)
    templates = [{"name": n, "template": t, "cases": [
        {"messages": [{"role": r, "content": c} for r, c in chat], "add_generation_prompt": g, **render(t, chat, g)}
        for chat in CHATS for g in (False, True)]} for n, t in TEMPLATES.items()]
    texts = ["".join(rng.choices(ALPHABET, k=rng.randint(0, 24))) for _ in range(400)]
    pieces = [{"pattern": p, "cases": [{"text": t, "pieces": regex.findall(p, t)} for t in texts]}
              for p in (GPT2, CL100K % "{1,3}", CL100K % "")]
    far_tiny = trainer.Tokenizer(os.path.join(MODEL, "target/tokenizer.json"))
    words = ["The", " scout", " triads", "speculative", " unbelievably", "quorum", " Anna", "\n\n", "<|im_end|>", "<|im_start|>", "<|im_", " 2048", "Chloé"]
    trained = ["".join(rng.choices(words + ALPHABET, k=rng.randint(1, 30))) for _ in range(400)]
    print(json.dumps({"templates": templates, "pieces": pieces, "trained": [{"text": t, "ids": far_tiny.encode(t)} for t in trained]}, ensure_ascii=True, separators=(",", ":")).replace('{"text"', '\n{"text"').replace('{"messages"', '\n{"messages"'))


main()
