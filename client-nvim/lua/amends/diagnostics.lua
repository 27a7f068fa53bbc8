--- Forwards other sources' diagnostics as `amends/foreignDiagnostics`: for each buffer all of them, in place of the last.
local M = {}

local MOST_ITEMS = 500

---@class amends.Sent
---@field items table[]
---@field version integer

--- Neovim counts columns in bytes; the client and its server agreed on an encoding.
---@return lsp.Position
local function position_of(buffer, line, column, encoding)
  local text = vim.api.nvim_buf_get_lines(buffer, line, line + 1, false)[1] or ""
  return { line = line, character = vim.str_utfindex(text, encoding, math.min(column, #text), false) }
end

---@param found vim.Diagnostic
local function tags_of(found)
  local tags = found._tags or {}
  local known = { tags.unnecessary and 1 or nil, tags.deprecated and 2 or nil }
  return not vim.tbl_isempty(known) and vim.tbl_values(known) or nil
end

---@param found vim.Diagnostic
local function item_of(buffer, found, encoding)
  local original = vim.tbl_get(found, "user_data", "lsp") or {}
  return {
    range = {
      start = position_of(buffer, found.lnum, found.col, encoding),
      ["end"] = position_of(buffer, found.end_lnum or found.lnum, found.end_col or found.col, encoding),
    },
    message = found.message,
    severity = found.severity,
    source = found.source,
    code = found.code or original.code,
    codeDescription = original.codeDescription,
    relatedInformation = original.relatedInformation,
    tags = tags_of(found),
  }
end

---@param client vim.lsp.Client
local function is_ours(client, found)
  local own = vim.lsp.diagnostic.get_namespace(client.id)
  local own_pulled = vim.lsp.diagnostic.get_namespace(client.id, true)
  return found.namespace == own or found.namespace == own_pulled or vim.startswith((found.source or ""):lower(), "amends")
end

---@param client vim.lsp.Client
local function foreign_items(client, buffer)
  local items = {}
  for _, found in ipairs(vim.diagnostic.get(buffer)) do
    if not is_ours(client, found) then
      items[#items + 1] = item_of(buffer, found, client.offset_encoding)
    end
  end
  table.sort(items, function(one, other)
    return one.severity < other.severity
  end)
  return vim.list_slice(items, 1, MOST_ITEMS)
end

--- Sends what changed since the last time.
---@param last? amends.Sent
---@return amends.Sent
local function send(client, buffer, version, last)
  local items = foreign_items(client, buffer)
  local nothing_new = last and last.version == version and vim.deep_equal(last.items, items)
  if not nothing_new and (last or #items > 0) then
    local params = { uri = vim.uri_from_bufnr(buffer), version = version, items = items }
    client:notify("amends/foreignDiagnostics", params)
  end
  return { items = items, version = version }
end

--- An event about our own findings only is no news of other tools, whose findings then still speak of an older text.
local function is_about_ours(client, diagnostics)
  return #diagnostics > 0 and vim.iter(diagnostics):all(function(found)
    return is_ours(client, found)
  end)
end

---@param name string name of the LSP configuration
---@param debounce integer milliseconds
function M.forward(name, debounce)
  local group = vim.api.nvim_create_augroup("amends.diagnostics", { clear = true })
  local sent = {} ---@type table<integer, table<integer, amends.Sent>> by client, then buffer
  local pending = {} ---@type table<integer, integer> version by buffer

  local function flush(buffer)
    local version = pending[buffer]
    pending[buffer] = nil
    for _, client in ipairs(vim.lsp.get_clients({ name = name, bufnr = buffer })) do
      local known = vim.tbl_get(sent, client.id) or {}
      sent[client.id] = known
      known[buffer] = send(client, buffer, version, known[buffer])
    end
  end

  local function note(buffer)
    local is_waiting = pending[buffer] ~= nil
    pending[buffer] = vim.lsp.util.buf_versions[buffer] or 0
    if not is_waiting then
      vim.defer_fn(function()
        flush(buffer)
      end, debounce)
    end
  end

  vim.api.nvim_create_autocmd("DiagnosticChanged", {
    group = group,
    callback = function(event)
      local client = vim.lsp.get_clients({ name = name, bufnr = event.buf })[1]
      if client and not is_about_ours(client, event.data.diagnostics) then
        note(event.buf)
      end
    end,
  })
  vim.api.nvim_create_autocmd("LspAttach", {
    group = group,
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == name then
        note(event.buf)
      end
    end,
  })
  vim.api.nvim_create_autocmd("LspDetach", {
    group = group,
    callback = function(event)
      if sent[event.data.client_id] then
        sent[event.data.client_id][event.buf] = nil
      end
    end,
  })
end

return M
